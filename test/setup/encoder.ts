import { type ChildProcess, spawn } from 'node:child_process';
import { MediaProvider } from '../../src/rooms/media.provider.js';
import type { TestApp } from './app.js';
import { until } from './until.js';

/** A venue's encoder: ffmpeg that sends H.264 and Opus as RTP into a session's room. */
export class TestEncoder {
  private constructor(
    private readonly child: ChildProcess,
    private readonly leave: () => Promise<void>,
    /** Plugs a new one in where this one was. */
    private readonly anew: () => Promise<TestEncoder>,
  ) {}

  /** @param options `picture: false` announces one all the same, like a camera whose encoder does nothing */
  static async into(
    server: TestApp,
    sessionId: string,
    { size = '320x180', picture = true } = {},
  ): Promise<TestEncoder> {
    const { media } = server.app.get(MediaProvider, { strict: false });
    const address = { roomId: sessionId, peerId: `encoder-${Date.now()}` };
    await media.openRoom({ roomId: sessionId });
    // The room may be moving to another worker just now.
    const offer = await until('the room takes an encoder', () => media.openIngest(address));
    const video = [
      ...['-map', '0:v', '-c:v', 'libx264', '-preset', 'ultrafast', '-tune', 'zerolatency', '-profile:v', 'baseline'],
      ...['-pix_fmt', 'yuv420p', '-g', '15', '-b:v', '300k', '-bsf:v', 'dump_extra=freq=keyframe'],
      ...[
        '-payload_type',
        String(offer.videoPayloadType),
        '-ssrc',
        String(offer.videoSsrc),
        '-rtpflags',
        'skip_rtcp',
        '-f',
        'rtp',
      ],
      `rtp://${offer.ip}:${offer.videoPort}?pkt_size=1200`,
    ];
    const child = spawn(
      server.config.ffmpegPath,
      [
        ...['-hide_banner', '-loglevel', 'error', '-re', '-f', 'lavfi', '-i', `testsrc2=s=${size}:r=15`],
        ...['-re', '-f', 'lavfi', '-i', 'sine=frequency=440:sample_rate=48000'],
        ...(picture ? video : []),
        ...['-map', '1:a', '-c:a', 'libopus', '-ac', '2', '-b:a', '48k'],
        ...[
          '-payload_type',
          String(offer.audioPayloadType),
          '-ssrc',
          String(offer.audioSsrc),
          '-rtpflags',
          'skip_rtcp',
          '-f',
          'rtp',
        ],
        `rtp://${offer.ip}:${offer.audioPort}?pkt_size=1200`,
      ],
      { stdio: ['ignore', 'ignore', 'inherit'] },
    );
    return new TestEncoder(
      child,
      () => media.removePeer(address),
      () => TestEncoder.into(server, sessionId, { size, picture }),
    );
  }

  /** Only the process: for a server that is gone already. */
  kill(): void {
    this.child.kill('SIGKILL');
  }

  /** The encoder goes away, as when its machine is switched off; its producers are closed. */
  async stop(): Promise<void> {
    // It may have ended by itself: the ports are gone when the room is closed.
    const runs = this.child.exitCode === null && this.child.signalCode === null;
    const ended = new Promise((resolve) => this.child.once('close', resolve));
    this.child.kill('SIGKILL');
    if (runs) await ended;
    await this.leave();
  }

  async again(): Promise<TestEncoder> {
    await this.stop();
    return this.anew();
  }
}
