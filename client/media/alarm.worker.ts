/** Wakes the page after so many milliseconds: browsers slow the timers of pages that are hidden, not those of workers. */
let timer: ReturnType<typeof setTimeout> | undefined;

addEventListener('message', ({ data }: MessageEvent<number>) => {
  clearTimeout(timer);
  timer = setTimeout(() => postMessage(null), data);
});
