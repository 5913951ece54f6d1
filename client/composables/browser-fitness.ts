import { deviceAccess } from '../media/devices.js';
import { canWebRtc } from '../media/webrtc-device.js';

/** What this browser lacks for being on stage: it may not (plain http), cannot at all, or has no cameras to give. */
export type StageFitness = 'ok' | 'no_webrtc' | 'insecure' | 'unsupported';

export function stageFitness(): StageFitness {
  return canWebRtc() ? deviceAccess() : 'no_webrtc';
}

/** Its built-in browser gives cameras to some versions and refuses others; only trying tells. */
export const isWeChat = (userAgent: string) => /MicroMessenger\//.test(userAgent);
