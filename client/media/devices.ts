export type DeviceTrouble = 'insecure' | 'unsupported' | 'denied' | 'not_found' | 'in_use' | 'cancelled' | 'failed';

/** Why a camera, microphone or screen could not be had, in a word that the page can explain. */
export class DeviceFailure extends Error {
  constructor(
    readonly trouble: DeviceTrouble,
    cause?: unknown,
  ) {
    super(trouble, { cause });
    this.name = 'DeviceFailure';
  }
}

export interface Quality {
  id: 'smooth' | 'standard' | 'high';
  width: number;
  height: number;
  frameRate: number;
  maxBitrate: number;
}

export const QUALITIES = [
  { id: 'smooth', width: 640, height: 360, frameRate: 24, maxBitrate: 600_000 },
  { id: 'standard', width: 848, height: 480, frameRate: 30, maxBitrate: 1_000_000 },
  { id: 'high', width: 1280, height: 720, frameRate: 30, maxBitrate: 1_800_000 },
] as const satisfies readonly Quality[];

const TROUBLES: Record<string, DeviceTrouble> = {
  NotAllowedError: 'denied',
  SecurityError: 'denied',
  NotFoundError: 'not_found',
  OverconstrainedError: 'not_found',
  NotReadableError: 'in_use',
  AbortError: 'in_use',
};

/** Browsers give out cameras only to pages that came by https (or from this very machine). */
export function deviceAccess(): 'ok' | 'insecure' | 'unsupported' {
  if (!globalThis.isSecureContext) return 'insecure';
  return typeof navigator.mediaDevices?.getUserMedia === 'function' ? 'ok' : 'unsupported';
}

export function canShareScreen(): boolean {
  return deviceAccess() === 'ok' && 'getDisplayMedia' in navigator.mediaDevices;
}

async function obtain(ask: () => Promise<MediaStream>): Promise<MediaStream> {
  const access = deviceAccess();
  if (access !== 'ok') throw new DeviceFailure(access);
  try {
    return await ask();
  } catch (error) {
    const name = error instanceof DOMException ? error.name : '';
    throw new DeviceFailure(TROUBLES[name] ?? 'failed', error);
  }
}

function firstOf(tracks: MediaStreamTrack[]): MediaStreamTrack {
  const [track] = tracks;
  if (!track) throw new DeviceFailure('not_found');
  return track;
}

/** `exact` only when the person chose a device: a remembered one that is unplugged must not stand in the way. */
export async function openCamera(deviceId: string | null, quality: Quality): Promise<MediaStreamTrack> {
  const { width, height, frameRate } = quality;
  const video: MediaTrackConstraints = {
    width: { ideal: width },
    height: { ideal: height },
    frameRate: { ideal: frameRate, max: frameRate },
    ...(deviceId ? { deviceId: { ideal: deviceId } } : {}),
  };
  const track = firstOf((await obtain(() => navigator.mediaDevices.getUserMedia({ video }))).getVideoTracks());
  track.contentHint = 'motion';
  return track;
}

export async function openMicrophone(deviceId: string | null): Promise<MediaStreamTrack> {
  const audio: MediaTrackConstraints = {
    echoCancellation: true,
    noiseSuppression: true,
    autoGainControl: true,
    ...(deviceId ? { deviceId: { ideal: deviceId } } : {}),
  };
  const track = firstOf((await obtain(() => navigator.mediaDevices.getUserMedia({ audio }))).getAudioTracks());
  track.contentHint = 'speech';
  return track;
}

/** The screen, and the system's sound where the browser offers it and the person ticks it. */
export async function openScreen(): Promise<{ picture: MediaStreamTrack; sound: MediaStreamTrack | null }> {
  const stream = await obtain(() =>
    navigator.mediaDevices.getDisplayMedia({ video: { frameRate: { ideal: 15, max: 30 } }, audio: true }),
  ).catch((error: unknown) => {
    // Here a refusal is the person closing the browser's own dialogue.
    if (error instanceof DeviceFailure && error.trouble === 'denied') throw new DeviceFailure('cancelled', error);
    throw error;
  });
  const picture = firstOf(stream.getVideoTracks());
  picture.contentHint = 'detail';
  return { picture, sound: stream.getAudioTracks()[0] ?? null };
}

export interface DeviceChoice {
  id: string;
  label: string;
}

/** Names are empty until the permission has been given once. */
export async function listDevices(): Promise<{ cameras: DeviceChoice[]; microphones: DeviceChoice[] }> {
  if (deviceAccess() !== 'ok') return { cameras: [], microphones: [] };
  const devices = await navigator.mediaDevices.enumerateDevices().catch(() => []);
  const choose = (kind: MediaDeviceKind) =>
    devices
      .filter((device) => device.kind === kind && device.deviceId !== '')
      .map(({ deviceId, label }) => ({ id: deviceId, label }));
  return { cameras: choose('videoinput'), microphones: choose('audioinput') };
}

/** Whether both can be opened without the browser asking: the condition for resuming by itself after a reload. */
export async function isGranted(kind: 'camera' | 'microphone'): Promise<boolean> {
  try {
    return (await navigator.permissions.query({ name: kind as PermissionName })).state === 'granted';
  } catch {
    return false;
  }
}
