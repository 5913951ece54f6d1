import { readAvcConfig, readAvcSample } from './avc.js';
import { findBox, readBoxes } from './boxes.js';
import { Ffmpeg } from './ffmpeg.js';
import { VIDEO_TIMESCALE } from './fmp4.js';
import { ivfFrameHead, ivfHeader } from './ivf.js';
import type { Picture, PictureFormat } from './picture.js';
import { parseSps } from './sps.js';

export interface TranscoderOptions {
  ffmpegPath: string;
  size: { width: number; height: number };
  /** Length aimed at for a segment, seconds: so often comes a key frame. */
  segmentSeconds: number;
  /** Place of the first picture on the server's clock, ticks. */
  startAt: number;
  onPicture(picture: Picture): void;
  onExit(complaint: string): void;
}

/**
 * VP8 pictures of one size to H.264 by one ffmpeg: IVF goes in, fragmented MP4 with one picture per fragment comes out;
 * both carry the time in ticks. Adds about 50 ms at 25 pictures/s.
 */
export class Transcoder {
  private readonly process: Ffmpeg;
  private format: PictureFormat | null = null;
  private output: Buffer = Buffer.alloc(0);
  private decodeTime = 0;

  constructor(private readonly options: TranscoderOptions) {
    this.process = new Ffmpeg(options.ffmpegPath, [...INPUT, ...encoding(options.segmentSeconds)], {
      onData: (chunk) => this.read(chunk),
      onExit: options.onExit,
    });
    this.process.write(ivfHeader('VP80', options.size, VIDEO_TIMESCALE));
  }

  get pid(): number | undefined {
    return this.process.pid;
  }

  get backlog(): number {
    return this.process.backlog;
  }

  write(at: number, frame: Buffer): void {
    this.process.write(Buffer.concat([ivfFrameHead(frame.length, Math.max(0, at - this.options.startAt)), frame]));
  }

  kill(): Promise<void> {
    return this.process.kill();
  }

  private read(chunk: Buffer): void {
    this.output = Buffer.concat([this.output, chunk]);
    let end = 0;
    for (const box of readBoxes(this.output)) {
      end = box.end;
      if (box.type === 'moov') this.format = readFormat(box.body);
      else if (box.type === 'moof') this.readFragment(box.body);
      else if (box.type === 'mdat') this.give(box.body);
    }
    this.output = Buffer.from(this.output.subarray(end));
  }

  /** Track fragment decode time (ISO 14496-12, 8.8.12); there are no B pictures, so it is the presentation time too. */
  private readFragment(moof: Buffer): void {
    const tfdt = findBox(moof, 'traf/tfdt')!;
    this.decodeTime = tfdt[0] === 1 ? Number(tfdt.readBigUInt64BE(4)) : tfdt.readUInt32BE(4);
  }

  private give(data: Buffer): void {
    const { nals, key } = readAvcSample(data);
    const at = this.options.startAt + this.decodeTime;
    if (this.format && nals.length > 0) this.options.onPicture({ at, key, nals, format: this.format });
  }
}

/** `-fflags nobuffer` would lose the key frame that probing reads; `-threads 1` decodes without delay. */
const INPUT = ['-probesize', '32', '-analyzeduration', '0', '-threads', '1', '-f', 'ivf', '-i', 'pipe:0', '-an'];

function encoding(segmentSeconds: number): string[] {
  const codec = ['-c:v', 'libx264', '-preset', 'veryfast', '-tune', 'zerolatency', '-profile:v', 'main'];
  const rate = ['-pix_fmt', 'yuv420p', '-crf', '24', '-maxrate', '4M', '-bufsize', '4M', '-threads', '2'];
  // The rate is told so that the level is chosen by it and not by the time base of 1/90000 s.
  const keys = ['-g', '100000', '-sc_threshold', '0', '-x264-params', 'fps=30'];
  const due = `if(isnan(prev_forced_t),1,gte(t,prev_forced_t+${segmentSeconds}))`;
  const forced = ['-force_key_frames', `expr:${due}`];
  const time = ['-fps_mode', 'passthrough', '-enc_time_base', `1:${VIDEO_TIMESCALE}`];
  const track = ['-video_track_timescale', String(VIDEO_TIMESCALE), '-flush_packets', '1'];
  const format = ['-movflags', 'frag_every_frame+empty_moov+default_base_moof', '-f', 'mp4', 'pipe:1'];
  return [...codec, ...rate, ...keys, ...forced, ...time, ...track, ...format];
}

function readFormat(moov: Buffer): PictureFormat | null {
  const entries = findBox(moov, 'trak/mdia/minf/stbl/stsd');
  // Version, flags and count, then the entry: 8 bytes of header and 78 of its own before the boxes inside.
  const avcC = entries && findBox(entries.subarray(8 + 8 + 78), 'avcC');
  if (!avcC) return null;
  const { sps, pps } = readAvcConfig(avcC);
  const info = sps[0] && parseSps(sps[0]);
  return info ? { ...info, sps, pps } : null;
}
