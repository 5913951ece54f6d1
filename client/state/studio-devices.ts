import { computed, onScopeDispose, reactive, ref, shallowReactive, watch } from 'vue';
import { asFailure } from '../connection/failure.js';
import type { RequestFailure } from '../connection/failure.js';
import {
  DeviceFailure,
  isGranted,
  listDevices,
  openCamera,
  openMicrophone,
  openScreen,
  QUALITIES,
} from '../media/devices.js';
import type { DeviceChoice, DeviceTrouble, Quality } from '../media/devices.js';
import type { Publisher } from '../media/publisher.js';
import { recallDevices, recallStage, rememberDevices, rememberStage } from './studio-memory.js';
import type { StudioSource } from './studio-memory.js';

const MICROPHONE_BITRATE = 64_000;
const SCREEN_BITRATE = 2_500_000;

/** Camera, microphone and screen of this browser: what is open, what is wrong, and what a reload should restore. */
export function useStudioDevices(
  sessionId: string,
  publisher: Publisher,
  onPublishFailed: (failure: RequestFailure) => void,
) {
  const before = recallStage(sessionId);
  const tracks = shallowReactive<Record<StudioSource, MediaStreamTrack | null>>({
    camera: null,
    microphone: null,
    screen: null,
  });
  const opening = reactive<Record<StudioSource, boolean>>({ camera: false, microphone: false, screen: false });
  const troubles = reactive<Record<StudioSource, DeviceTrouble | 'ended' | null>>({
    camera: null,
    microphone: null,
    screen: null,
  });
  const muted = ref(before.muted);
  const choice = reactive(recallDevices());
  const cameras = ref<DeviceChoice[]>([]);
  const microphones = ref<DeviceChoice[]>([]);
  /** Sources that were on before a reload and could not be opened again without asking. */
  const offered = ref<StudioSource[]>([]);
  const quality = computed<Quality>(() => QUALITIES.find(({ id }) => id === choice.quality) ?? QUALITIES[2]);

  async function relist(): Promise<void> {
    const devices = await listDevices();
    cameras.value = devices.cameras;
    microphones.value = devices.microphones;
  }

  /** Puts a track on stage and takes it off when its device goes away. */
  function adopt(source: StudioSource, track: MediaStreamTrack, maxBitrate: number): void {
    const earlier = tracks[source];
    tracks[source] = track;
    track.addEventListener('ended', () => {
      if (tracks[source] !== track) return;
      turnOff(source);
      // Ending a screen in the browser's own bar is a wish, not a trouble.
      if (source !== 'screen') troubles[source] = 'ended';
    });
    const done = earlier ? publisher.replace(source, track, maxBitrate) : publisher.publish(source, track, maxBitrate);
    done.catch((error: unknown) => onPublishFailed(asFailure(error)));
  }

  async function open(source: StudioSource): Promise<void> {
    if (source === 'camera')
      return adopt('camera', await openCamera(choice.camera, quality.value), quality.value.maxBitrate);
    if (source === 'microphone') {
      adopt('microphone', await openMicrophone(choice.microphone), MICROPHONE_BITRATE);
      if (muted.value) await publisher.setPaused('microphone', true);
      return;
    }
    const { picture, sound } = await openScreen();
    adopt('screen', picture, SCREEN_BITRATE);
    if (sound) await publisher.publish('screen_audio', sound, MICROPHONE_BITRATE);
  }

  async function turnOn(source: StudioSource): Promise<void> {
    if (opening[source]) return;
    opening[source] = true;
    troubles[source] = null;
    try {
      await open(source);
      await relist();
    } catch (error) {
      if (error instanceof DeviceFailure) troubles[source] = error.trouble;
      else onPublishFailed(asFailure(error));
    } finally {
      opening[source] = false;
    }
  }

  function turnOff(source: StudioSource): void {
    tracks[source] = null;
    troubles[source] = null;
    const withdraw = (name: StudioSource | 'screen_audio') =>
      publisher.withdraw(name).catch((error: unknown) => onPublishFailed(asFailure(error)));
    void withdraw(source);
    if (source === 'screen') void withdraw('screen_audio');
  }

  /** The microphone is muted rather than closed: the next word must not wait for a device. */
  async function toggleMicrophone(): Promise<void> {
    if (!tracks.microphone) {
      muted.value = false;
      return turnOn('microphone');
    }
    muted.value = !muted.value;
    await publisher.setPaused('microphone', muted.value).catch((error: unknown) => onPublishFailed(asFailure(error)));
  }

  const toggle = (source: 'camera' | 'screen') => (tracks[source] ? turnOff(source) : void turnOn(source));

  /** Another device was chosen while the old one is on. */
  watch(
    () => choice.camera,
    () => void (tracks.camera && turnOn('camera')),
  );
  watch(
    () => choice.microphone,
    () => void (tracks.microphone && turnOn('microphone')),
  );
  watch(quality, async ({ width, height, frameRate, maxBitrate }) => {
    const size = {
      width: { ideal: width },
      height: { ideal: height },
      frameRate: { ideal: frameRate, max: frameRate },
    };
    await tracks.camera?.applyConstraints(size).catch(() => undefined);
    await publisher.setBitrate('camera', maxBitrate).catch(() => undefined);
  });
  watch(choice, () => rememberDevices({ ...choice }));
  watch([tracks, muted], () => {
    const on = (Object.keys(tracks) as StudioSource[]).filter((source) => tracks[source]);
    rememberStage(sessionId, { on, muted: muted.value });
  });

  /** After a reload: by itself where the browser need not ask; the rest is offered with one button. */
  async function restore(): Promise<void> {
    await relist();
    const rest: StudioSource[] = [];
    for (const source of before.on) {
      if (source !== 'screen' && (await isGranted(source))) await turnOn(source);
      else rest.push(source);
    }
    offered.value = rest;
  }

  async function acceptOffer(): Promise<void> {
    const sources = offered.value;
    offered.value = [];
    for (const source of sources) await turnOn(source);
  }

  const onChange = () => void relist();
  navigator.mediaDevices?.addEventListener('devicechange', onChange);
  onScopeDispose(() => navigator.mediaDevices?.removeEventListener('devicechange', onChange));

  const lists = { cameras, microphones, choice, offered };
  const actions = { turnOn, turnOff, toggle, toggleMicrophone, restore, acceptOffer };
  return { tracks, opening, troubles, muted, ...lists, ...actions };
}

export type StudioDevices = ReturnType<typeof useStudioDevices>;
