import { H264Depacketiser, type AccessUnit } from './h264.js';
import type { PictureFormat, PictureSource, PictureSourceEvents } from './picture.js';
import { parseSps } from './sps.js';
import type { MediaTap } from './tap.js';
import { VideoInput } from './video-input.js';

/** Pictures of an H.264 tap, as they are. */
export class H264Source implements PictureSource {
  readonly transcoded = false;
  private readonly input: VideoInput;
  private format: PictureFormat | null = null;
  private sps: Buffer[] = [];
  private pps: Buffer[] = [];

  constructor(
    tap: MediaTap,
    private readonly events: PictureSourceEvents,
  ) {
    const depacketiser = new H264Depacketiser(
      (unit) => this.takeUnit(unit),
      () => this.input.lost(),
    );
    this.input = new VideoInput(tap, {
      onPacket: events.onPacket,
      onOrdered: (ordered) => depacketiser.push(ordered),
    });
  }

  requestKeyFrame(now: number): void {
    this.input.requestKeyFrame(now);
  }

  tick(now: number): void {
    this.input.tick(now);
  }

  async stop(): Promise<void> {
    this.input.stopped = true;
  }

  private takeUnit(unit: AccessUnit): void {
    if (this.input.stopped) return;
    if (unit.sps.length > 0) this.sps = unit.sps;
    if (unit.pps.length > 0) this.pps = unit.pps;
    if (unit.sps.length + unit.pps.length > 0) this.format = readFormat(this.sps, this.pps);
    if (unit.slices.length === 0) return;
    if (unit.key) this.input.waitsForKey = this.format === null;
    if (!this.format || this.input.waitsForKey) return;
    const at = this.input.place(unit.timestamp);
    this.events.onPicture({ at, key: unit.key, nals: unit.slices, format: this.format });
  }
}

function readFormat(sps: Buffer[], pps: Buffer[]): PictureFormat | null {
  if (sps.length === 0 || pps.length === 0 || sps.length > 31 || pps.length > 255) return null;
  const info = parseSps(sps[0]!);
  return info && { ...info, sps, pps };
}
