import type { PictureFormat } from './picture.js';
import { parseSps } from './sps.js';

/**
 * A black key frame of 640x360, for takes without a picture: players keep the tracks that they found first, a take
 * without video would stop them. Made by `ffmpeg -f lavfi -i color=black:s=640x360:r=25 -frames:v 1 -pix_fmt yuv420p
 * -c:v libx264 -profile:v main -level 3.1 -preset veryslow -bf 0 -refs 1 -bsf:v filter_units=remove_types=6 -f h264`.
 */
const SPS = Buffer.from('Z01AH9oCgL/lwEQAAAMABAAAAwDIPGDKgA==', 'base64');
const PPS = Buffer.from('aO8PLIA=', 'base64');
const SLICE = Buffer.from(
  'ZYiECv/+9nN8CmttsJUuBXb3ZqPl0JLl+xBg+tAAAAMAAAMAABAP0t71zGJb5SAAAAnYAjgNEHaFdEXEIEcGeJYQodIygAAAAwAAAwAAAwAAAwAAP2E=',
  'base64',
);

export const BLACK: { format: PictureFormat; nals: Buffer[] } = {
  format: { ...parseSps(SPS)!, sps: [SPS], pps: [PPS] },
  nals: [SLICE],
};
