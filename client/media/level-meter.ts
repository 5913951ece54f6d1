/** One for the whole page, however many tracks are measured: browsers allow only a few. */
let shared: { context: AudioContext; users: number } | null = null;

function borrowContext(): AudioContext {
  shared ??= { context: new AudioContext(), users: 0 };
  shared.users += 1;
  return shared.context;
}

function returnContext(): void {
  if (!shared) return;
  shared.users -= 1;
  if (shared.users > 0) return;
  void shared.context.close().catch(() => undefined);
  shared = null;
}

/** Measures how loud a track is: 0 (silence) to 1, smoothed so that a meter drawn from it does not jump. */
export class LevelMeter {
  private readonly context: AudioContext;
  private readonly source: MediaStreamAudioSourceNode;
  private readonly analyser: AnalyserNode;
  private readonly samples: Float32Array<ArrayBuffer>;
  private smoothed = 0;

  constructor(track: MediaStreamTrack) {
    this.context = borrowContext();
    this.source = this.context.createMediaStreamSource(new MediaStream([track]));
    this.analyser = this.context.createAnalyser();
    this.analyser.fftSize = 1024;
    this.samples = new Float32Array(this.analyser.fftSize);
    this.source.connect(this.analyser);
  }

  read(): number {
    // A context made without a gesture starts suspended; it may be resumed once the page has had one.
    if (this.context.state === 'suspended') void this.context.resume().catch(() => undefined);
    this.analyser.getFloatTimeDomainData(this.samples);
    this.smoothed = Math.max(loudness(this.samples), this.smoothed * 0.8);
    return this.smoothed;
  }

  close(): void {
    this.source.disconnect();
    returnContext();
  }
}

/** -60 dB and below is 0, full scale is 1: even steps for the ear. */
export function loudness(samples: Float32Array): number {
  let sum = 0;
  for (const sample of samples) sum += sample * sample;
  const rms = Math.sqrt(sum / Math.max(1, samples.length));
  const decibel = 20 * Math.log10(Math.max(rms, 1e-6));
  return Math.min(1, Math.max(0, (decibel + 60) / 60));
}
