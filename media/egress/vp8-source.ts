import type { PictureSource, PictureSourceEvents } from './picture.js';
import type { MediaTap } from './tap.js';
import { Transcoder } from './transcoder.js';
import { VideoInput } from './video-input.js';
import { Vp8Depacketiser, type Vp8Frame } from './vp8.js';

/** An encoder that lags this far behind gets nothing until it has caught up. */
const MAX_BACKLOG = 2 * 1024 * 1024;
const RELIEVED = 64 * 1024;

/** Pictures of a VP8 tap, transcoded to H.264. A change of size begins a new encoder, and with it a new format. */
export class Vp8Source implements PictureSource {
  readonly transcoded = true;
  private readonly input: VideoInput;
  private transcoder: Transcoder | null = null;
  private size: { width: number; height: number } | null = null;

  constructor(
    tap: MediaTap,
    private readonly encoder: { ffmpegPath: string; segmentSeconds: number },
    private readonly events: PictureSourceEvents,
  ) {
    const depacketiser = new Vp8Depacketiser(
      (frame) => this.takeFrame(frame),
      () => this.input.lost(),
    );
    this.input = new VideoInput(tap, {
      onPacket: events.onPacket,
      onOrdered: (ordered) => depacketiser.push(ordered),
    });
  }

  /** The encoder makes key frames by itself; the sender is asked only where it must begin anew. */
  requestKeyFrame(now: number): void {
    if (!this.transcoder) this.input.requestKeyFrame(now);
  }

  tick(now: number): void {
    this.input.tick(now);
  }

  async stop(): Promise<void> {
    this.input.stopped = true;
    const transcoder = this.transcoder;
    this.transcoder = null;
    await transcoder?.kill();
  }

  private takeFrame({ timestamp, size, data }: Vp8Frame): void {
    if (this.input.stopped) return;
    const at = this.input.place(timestamp);
    if (this.transcoder && this.transcoder.backlog > (this.input.waitsForKey ? RELIEVED : MAX_BACKLOG)) {
      return this.input.lost();
    }
    if (size) this.begin(size, at);
    if (!this.input.waitsForKey) this.transcoder?.write(at, data);
  }

  private begin(size: { width: number; height: number }, startAt: number): void {
    this.input.waitsForKey = false;
    if (this.transcoder && this.size?.width === size.width && this.size.height === size.height) return;
    void this.transcoder?.kill();
    this.size = size;
    const transcoder: Transcoder = new Transcoder({
      ...this.encoder,
      size,
      startAt,
      onPicture: (picture) => transcoder === this.transcoder && this.events.onPicture(picture),
      onExit: (complaint) => transcoder === this.transcoder && this.replace(complaint),
    });
    this.transcoder = transcoder;
  }

  private replace(complaint: string): void {
    this.transcoder = null;
    this.events.onWarning('encoder_restarted', `video encoder: ${complaint}`);
    this.input.lost();
  }
}
