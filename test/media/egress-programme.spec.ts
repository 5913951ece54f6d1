import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { execFile } from 'node:child_process';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';
import { Programme, type ProgrammeFact } from '../../media/egress/programme.js';
import { FolderSink } from '../../media/egress/sink.js';
import { Encoder, FFMPEG, RtpPort, lavfi, toH264, toOpus } from './egress-feed.js';

const run = promisify(execFile);

describe('programme of one H.264 camera and one microphone', () => {
  let video: RtpPort;
  let audio: RtpPort;
  let encoder: Encoder;

  beforeAll(async () => {
    video = await RtpPort.open();
    audio = await RtpPort.open();
    encoder = Encoder.start([
      ...lavfi('testsrc=size=640x360:rate=25'),
      ...lavfi('sine=frequency=440:sample_rate=48000'),
      ...toH264(video),
      ...toOpus(audio),
    ]);
  });

  afterAll(async () => {
    await encoder.stop();
    video.close();
    audio.close();
  });

  it('writes playlists that ffmpeg plays without a complaint', async () => {
    const root = await mkdtemp(join(tmpdir(), 'egress-'));
    const facts: ProgrammeFact[] = [];
    const programme = await Programme.open({
      prefix: 'streams/one',
      sink: new FolderSink(root),
      ffmpegPath: FFMPEG,
      segmentSeconds: 2,
      onFact: (fact) => facts.push(fact),
    });
    programme.setSources({
      video: video.tap('video', 'video/H264'),
      audio: [audio.tap('audio', 'audio/opus')],
    });
    await wait(9000);
    await programme.end();
    const folder = join(root, 'streams/one');
    const { stderr } = await run(FFMPEG, ['-v', 'error', '-i', join(folder, 'dvr.m3u8'), '-f', 'null', '-']);
    expect(stderr).toBe('');
  }, 60_000);
});
