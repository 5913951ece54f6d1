import type { browsers as chinese } from '../zh-CN/browsers.js';

export const browsers: typeof chinese = {
  title: 'Supported browsers',
  lead: 'Watching asks little of a browser. Being on stage (hosting, presenting, speaking as a guest) needs camera, microphone and real-time sound and picture, and asks for more.',
  tested:
    'Chromium 156 (the engine of Chrome and Edge, on a computer and at phone size) is tested item by item, automatically. In Firefox 153 (ESR, Linux) watching, replays and hosting were tried by hand; in WebKitGTK 2.50 (akin to Safari’s engine, but not Safari) watching and replays. Other browsers are judged by the published standards and were not tested; where it says “should work”, please try it before the event.',
  browser: 'Browser',
  watch: 'Watching',
  hand: 'Asking to speak',
  stage: 'Being on stage',
  answer: {
    yes: 'Works, tested',
    should: 'Should work',
    mightNot: 'May not work',
    no: 'Does not work',
  },
  name: {
    chromium: 'Chrome, Edge (computer)',
    chromeAndroid: 'Chrome, Edge (Android)',
    safariMac: 'Safari (Mac)',
    safariPhone: 'Safari (iPhone, iPad)',
    firefox: 'Firefox (computer)',
    wechatAndroid: 'WeChat (Android)',
    wechatPhone: 'WeChat (iPhone)',
    explorer: 'Internet Explorer',
  },
  note: {
    chromium: 'First choice for hosts and speakers. Screens can be shared from computers only.',
    chromeAndroid: 'The same engine as on a computer. Phones cannot share their screen.',
    safariMac: 'Version 16 or newer. Sharing a screen needs a permission of its own.',
    safariPhone: 'iOS 16 or newer. Keep the page in front while you are on stage.',
    firefox:
      'On first use it downloads an H.264 component by itself. Until then it watches by HLS, some seconds later, and on stage it does not show the others: reload the page after some minutes.',
    wechatAndroid: 'Depends on the version of WeChat. If the camera does not open, tap “…” and open it in the browser.',
    wechatPhone: 'Tap “…” at the top right and open the page in Safari before you go on stage.',
    explorer: 'Please use Edge instead.',
  },
  needsTitle: 'What else it takes to be on stage',
  need1: 'An address that begins with https; otherwise browsers do not allow camera and microphone.',
  need2: 'When the browser asks, please choose “Allow” for camera and microphone.',
  need3: 'Wear headphones where others can be heard, to avoid echo.',
  need4: 'After a break of the network it goes on by itself; your place is kept and you need not enter again.',
};
