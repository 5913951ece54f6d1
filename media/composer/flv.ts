import { readAvcConfig, readAvcSample } from '../egress/avc.js';

export interface FlvPicture {
  /** Milliseconds. */
  time: number;
  key: boolean;
  /** NAL units without start codes; parameter sets first where it is a key frame. */
  nals: Buffer[];
}

const FILE_HEADER = 9;
const TAG_HEADER = 11;
const BACK_POINTER = 4;
const VIDEO = 9;
const AVC = 7;
const CONFIGURATION = 0;
const PICTURE = 1;

/**
 * H.264 pictures out of FLV. ffmpeg writes every picture as it is ready into a tag that tells its length; fragmented
 * MP4 would come one picture late, and plain H.264 does not tell where a picture ends.
 */
export class FlvReader {
  private rest: Buffer = Buffer.alloc(0);
  private begun = false;
  private sets: Buffer[] = [];

  constructor(private readonly onPicture: (picture: FlvPicture) => void) {}

  push(chunk: Buffer): void {
    const data = this.rest.length > 0 ? Buffer.concat([this.rest, chunk]) : chunk;
    let at = this.begun ? 0 : FILE_HEADER + BACK_POINTER;
    if (data.length >= at) {
      this.begun = true;
      for (let size; data.length >= at + TAG_HEADER; at += size) {
        size = TAG_HEADER + data.readUIntBE(at + 1, 3) + BACK_POINTER;
        if (data.length < at + size) break;
        this.takeTag(data.subarray(at, at + size - BACK_POINTER));
      }
    } else at = 0;
    this.rest = Buffer.from(data.subarray(at));
  }

  /** Type, size, time (its highest byte last), stream; then codec, kind of packet, composition time, data. */
  private takeTag(tag: Buffer): void {
    if (tag[0] !== VIDEO || tag.length < TAG_HEADER + 5 || (tag[TAG_HEADER]! & 0x0f) !== AVC) return;
    const body = tag.subarray(TAG_HEADER + 5);
    const kind = tag[TAG_HEADER + 1];
    if (kind === CONFIGURATION) {
      const { sps, pps } = readAvcConfig(body);
      this.sets = [...sps, ...pps];
    } else if (kind === PICTURE) {
      const time = tag.readUIntBE(4, 3) + tag[7]! * 2 ** 24;
      const { nals, key } = readAvcSample(body);
      if (nals.length > 0) this.onPicture({ time, key, nals: key ? [...this.sets, ...nals] : nals });
    }
  }
}
