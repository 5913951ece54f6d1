import { isNumber, recall, remember } from './remembered.js';

const BOUND = 40;
/** Too near the start or the end to be worth going back to. */
const MARGIN_S = 15;
const EVERY_S = 5;

type Positions = [sessionId: string, seconds: number][];

const isPositions = (value: unknown): value is Positions =>
  Array.isArray(value) && value.every((entry) => Array.isArray(entry) && isNumber(entry[1]));

const written = new Map<string, number>();

/** Where this person left a replay, seconds; 0 when they never began or saw it to the end. */
export function positionOf(sessionId: string): number {
  return recall('positions', isPositions, []).find(([id]) => id === sessionId)?.[1] ?? 0;
}

export function rememberPosition(sessionId: string, { currentTime, duration }: HTMLMediaElement): void {
  if (Math.abs((written.get(sessionId) ?? -EVERY_S) - currentTime) < EVERY_S) return;
  written.set(sessionId, currentTime);
  const worthIt = currentTime > MARGIN_S && !(currentTime > duration - MARGIN_S);
  const others = recall('positions', isPositions, []).filter(([id]) => id !== sessionId);
  const entry: Positions = worthIt ? [[sessionId, Math.round(currentTime)]] : [];
  remember('positions', [...entry, ...others].slice(0, BOUND));
}
