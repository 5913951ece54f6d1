/** The code is painted as black and white blocks, white for 1, the highest bit first. */
export const COLUMNS = 8;
export const ROWS = 4;
/** Height that the blocks take of the picture, from its top. */
export const CODE_HEIGHT = 0.4;

/** Milliseconds after which times repeat, 4.6 hours. */
const CYCLE = 2 ** 24;

/**
 * A moment as 32 bits: its milliseconds within a cycle and a checksum that refuses what an encoder blurred, black
 * pictures and white ones. It is also sent into pages as text, so it uses nothing from outside.
 */
export function codeOf(ms: number): number {
  const time = ms % 2 ** 24;
  return time * 256 + ((time ^ (time >> 8) ^ (time >> 16) ^ 0x5a) & 0xff);
}

/** Milliseconds from the moment in a code until `now`; null if the code was not read right. */
export function delayOf(code: number, now: number): number | null {
  const time = Math.floor(code / 256);
  if (codeOf(time) !== code) return null;
  return ((now % CYCLE) - time + CYCLE) % CYCLE;
}
