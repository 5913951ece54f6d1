import type { poster as chinese } from '../zh-CN/poster.js';

export const poster: typeof chinese = {
  title: 'Poster',
  tools: 'Poster settings',
  format: 'Format',
  a4: 'A4 to print',
  phone: 'For phones',
  channel: 'Channel',
  noChannel: 'No channel',
  channelHint: 'With a channel, whoever scans this poster is counted for it.',
  print: 'Print',
  saveCode: 'Save QR code',
  back: 'Back to the session',
  howPhone: 'To save a picture: on a phone take a screenshot; on a computer press Print and choose “Save as PDF”.',
  scan: 'Scan to watch',
  scanHint: 'With WeChat or your camera',
  registered: 'Registration needed; scan and follow the steps',
  code: 'You need the access code to watch',
  phones: 'For invited people only',
  time: 'Time',
  host: 'Host',
  programme: 'Programme',
};
