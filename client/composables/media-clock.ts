import { onScopeDispose, reactive } from 'vue';

const EVENTS = ['timeupdate', 'durationchange', 'seeking', 'seeked', 'progress', 'ratechange', 'emptied'] as const;

/** The element's times as reactive numbers. `end` is where one can seek to: for a live recording it grows. */
export function useMediaClock(video: HTMLVideoElement) {
  const clock = reactive({ at: 0, end: 0, buffered: 0, rate: 1 });

  function read(): void {
    const { seekable, buffered, currentTime, duration, playbackRate } = video;
    clock.at = currentTime;
    clock.rate = playbackRate;
    clock.end = seekable.length > 0 ? seekable.end(seekable.length - 1) : Number.isFinite(duration) ? duration : 0;
    clock.buffered = buffered.length > 0 ? buffered.end(buffered.length - 1) : 0;
  }

  for (const name of EVENTS) video.addEventListener(name, read);
  onScopeDispose(() => EVENTS.forEach((name) => video.removeEventListener(name, read)));
  read();
  return clock;
}
