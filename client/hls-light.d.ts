/** The light build (no subtitles, no DRM) ships without types of its own; its face is the same. */
declare module 'hls.js/light' {
  export * from 'hls.js';
  export { default } from 'hls.js';
}
