import type { about as chinese } from '../zh-CN/about.js';

export const about: typeof chinese = {
  title: 'About Yunqiao',
  lead: 'Yunqiao hosts the online docking sessions of the public service network for small and medium enterprises. Window platforms of the province, cities, counties and industrial clusters hold docking sessions, trainings and lectures here; enterprises watch by opening a link, without an account.',
  watchTitle: 'How to watch',
  watch1: 'Open the link or scan the QR code. The session starts playing by itself.',
  watch2:
    'Tap the picture for sound. Choose the quality, go full screen, or keep watching in the small player while you look around.',
  watch3: 'When the network is unstable, playback changes to another path by itself. You need not do anything.',
  browserTitle: 'Supported browsers',
  browserWatch:
    'Watching: tested in Chromium. Safari, Firefox and WeChat’s built-in browser should work by the standards, but were not tested one by one.',
  browserHost: 'Hosting and presenting: the newest Chrome or Edge on a computer is recommended.',
  browserOld:
    'Internet Explorer is not supported. If no picture appears, please update the browser or scan the QR code with WeChat.',
  privacyTitle: 'Privacy',
  privacy:
    'Watching a public session needs neither your name nor your phone number. Only language, type size, volume and playback position are kept, and only in your browser; no third-party analytics or advertising is loaded.',
};
