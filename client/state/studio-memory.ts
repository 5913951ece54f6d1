import { isString, recall, remember } from './remembered.js';
import { QUALITIES } from '../media/devices.js';
import type { Quality } from '../media/devices.js';

export type StudioSource = 'camera' | 'microphone' | 'screen';

export interface StudioMemory {
  camera: string;
  microphone: string;
  quality: Quality['id'];
}

const isMemory = (value: unknown): value is StudioMemory => {
  const memory = value as Partial<StudioMemory> | null;
  return isString(memory?.camera) && isString(memory.microphone) && QUALITIES.some(({ id }) => id === memory.quality);
};

/** The devices that this browser used last; an empty id is the system's default. */
export const recallDevices = () =>
  recall('studio_devices', isMemory, { camera: '', microphone: '', quality: 'high' } satisfies StudioMemory);
export const rememberDevices = (memory: StudioMemory) => remember('studio_devices', memory);

export interface StageMemory {
  on: StudioSource[];
  muted: boolean;
}

const NOTHING: StageMemory = { on: [], muted: false };

/** What was on when this tab was reloaded. Kept per tab: a second studio must not open the cameras by itself. */
export function recallStage(sessionId: string): StageMemory {
  try {
    const value = JSON.parse(sessionStorage.getItem(`yunqiao.stage.${sessionId}`) ?? 'null') as StageMemory | null;
    return value && Array.isArray(value.on) ? { on: value.on, muted: value.muted === true } : NOTHING;
  } catch {
    return NOTHING;
  }
}

export function rememberStage(sessionId: string, memory: StageMemory): void {
  try {
    sessionStorage.setItem(`yunqiao.stage.${sessionId}`, JSON.stringify(memory));
  } catch {
    // Without storage a reload simply starts with everything off.
  }
}
