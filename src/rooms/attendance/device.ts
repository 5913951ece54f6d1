import { isbot } from 'isbot';
import type { Device } from '../../contracts/vocabulary.js';

const WECHAT = /MicroMessenger/i;
const TABLET = /iPad|Tablet|PlayBook|Silk(?!.*Mobile)|Android(?!.*Mobile)/i;
const PHONE = /iPhone|iPod|Mobile|Windows Phone|HarmonyOS.*Phone/i;
const COMPUTER = /Windows NT|Macintosh|X11|CrOS|Linux/i;

/** On what a page is open, as its browser names itself. An iPad that asks for desktop pages is taken for a Mac. */
export function deviceOf(userAgent: string | null): Device {
  if (!userAgent) return 'other';
  if (WECHAT.test(userAgent)) return 'wechat';
  if (TABLET.test(userAgent)) return 'tablet';
  if (PHONE.test(userAgent)) return 'phone';
  return COMPUTER.test(userAgent) ? 'computer' : 'other';
}

/** Whether a program says of itself that it is none of the people. */
export function isRobot(userAgent: string | null): boolean {
  return userAgent !== null && isbot(userAgent);
}
