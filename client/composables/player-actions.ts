import { computed, onScopeDispose, ref } from 'vue';
import type { ProgrammePlayer } from '../media/programme-player.js';
import { usePreferences } from '../state/preferences.js';
import type { SessionWatch } from '../state/session-watch.js';

/** iPhones show full screen only through the element itself. */
interface AppleVideo extends HTMLVideoElement {
  webkitEnterFullscreen?: () => void;
}

export interface PlayerParts {
  watch: SessionWatch;
  player: ProgrammePlayer;
  video: HTMLVideoElement;
  wrapper: HTMLElement;
}

/** Everything that the person can do to the player, for buttons and keys alike. */
export function usePlayerActions({ watch, player, video, wrapper }: PlayerParts) {
  const preferences = usePreferences();
  const isFullscreen = ref(false);
  const isPip = ref(false);
  const canFullscreen = 'requestFullscreen' in wrapper || 'webkitEnterFullscreen' in video;
  const canPip = document.pictureInPictureEnabled === true && 'requestPictureInPicture' in video;
  const canSeek = computed(() => watch.facts.value.mode !== 'live');

  const onFullscreen = () => (isFullscreen.value = document.fullscreenElement === wrapper);
  const onPip = () => (isPip.value = document.pictureInPictureElement === video);
  document.addEventListener('fullscreenchange', onFullscreen);
  video.addEventListener('enterpictureinpicture', onPip);
  video.addEventListener('leavepictureinpicture', onPip);
  onScopeDispose(() => document.removeEventListener('fullscreenchange', onFullscreen));

  video.volume = preferences.volume;
  // Who asked for sound before, in this visit, need not ask again.
  if (preferences.wantsSound) video.muted = false;

  function setSound(on: boolean): void {
    preferences.wantsSound = on;
    if (on && video.volume === 0) setVolume(0.5);
    video.muted = !on;
  }

  function setVolume(volume: number): void {
    video.volume = Math.min(1, Math.max(0, volume));
    preferences.volume = video.volume;
    video.muted = video.volume === 0;
    preferences.wantsSound = video.volume > 0;
  }

  function togglePlay(): void {
    const { phase, mode, path } = watch.facts.value;
    if (path === null) return;
    if (phase === 'finished' && mode === 'replay') return watch.playReplay(0);
    if (phase === 'stopped' || phase === 'blocked' || video.paused) player.play();
    else player.pause();
  }

  function toggleFullscreen(): void {
    if (document.fullscreenElement) return void document.exitFullscreen();
    if ('requestFullscreen' in wrapper) return void wrapper.requestFullscreen().catch(() => undefined);
    (video as AppleVideo).webkitEnterFullscreen?.();
  }

  function togglePip(): void {
    if (document.pictureInPictureElement) return void document.exitPictureInPicture();
    video.requestPictureInPicture().catch(() => undefined);
  }

  function seekTo(seconds: number): void {
    if (canSeek.value) video.currentTime = Math.max(0, seconds);
  }

  const seekBy = (seconds: number) => seekTo(video.currentTime + seconds);
  const setSpeed = (rate: number) => void (video.playbackRate = rate);

  const state = { isFullscreen, isPip, canFullscreen, canPip, canSeek };
  return { ...state, setSound, setVolume, togglePlay, toggleFullscreen, togglePip, seekTo, seekBy, setSpeed };
}

export type PlayerActions = ReturnType<typeof usePlayerActions>;
