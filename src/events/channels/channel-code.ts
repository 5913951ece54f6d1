import { randomInt } from 'node:crypto';

/** Without i, l, o, 0 and 1, which are taken for each other on a poster. */
const SIGNS = '23456789abcdefghjkmnpqrstuvwxyz';
const LENGTH = 8;

export function newChannelCode(): string {
  return Array.from({ length: LENGTH }, () => SIGNS[randomInt(SIGNS.length)]).join('');
}
