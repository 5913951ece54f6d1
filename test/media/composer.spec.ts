import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { browserTrack, codeOf, until } from '../setup/media-harness.js';
import { nameOf } from './composer-view.js';
import { camera, clip, ComposerStage, FORMAT, FULL, picture, roomId, slides } from './composer-stage.js';

const LIMIT = 60_000;
const LEFT = { x: 0, y: 0, width: 0.5, height: 1 };
const RIGHT = { x: 0.5, y: 0, width: 0.5, height: 1 };
const CORNER = { x: 0.7, y: 0.7, width: 0.25, height: 0.25 };
const ONE_PICTURE = ['-frames:v', '1'];

let stage: ComposerStage;

beforeEach(async () => {
  stage = await ComposerStage.open();
}, LIMIT);

afterEach(async () => {
  await stage.remove();
  expect(await stage.processes()).toEqual([]);
}, LIMIT);

describe('pages and cameras', () => {
  it(
    'puts each layer into its box, and turns pages without touching the others',
    async () => {
      const first = await stage.make('first.jpg', ['color=lime:size=1600x900'], ...ONE_PICTURE);
      const second = await stage.make('second.png', ['color=yellow:size=800x450'], ...ONE_PICTURE);
      const narrow = await stage.make('narrow.webp', ['color=white:size=200x400'], ...ONE_PICTURE);
      const { producerId } = await stage.camera('speaker', 'red');
      await stage.compose(picture(first), camera(producerId, CORNER));
      await stage.sees({ lime: [0.1, 0.1], red: [0.8, 0.8], lime2: [0.97, 0.97] });

      const before = stage.view.pictures;
      const began = performance.now();
      let seen = '';
      const watching = setInterval(() => {
        seen += [stage.view.colour(0.1, 0.1), stage.view.colour(0.8, 0.8)].map(nameOf).join() + ' ';
      }, 5);
      await stage.compose(picture(second), camera(producerId, CORNER));
      await stage.sees({ yellow: [0.1, 0.1], red: [0.8, 0.8], yellow2: [0.97, 0.97] });
      expect(performance.now() - began).toBeLessThan(1_500);
      clearInterval(watching);
      // The old page until the new one is there, and the camera all the time.
      expect(seen).toMatch(/^(lime,red )+(yellow,red )*$/);
      await until('pictures of the camera', 5_000, () => stage.view.pictures > before + 15);

      // Beside what is narrower than its box the layer below is seen.
      await stage.compose(picture(second), picture(narrow, RIGHT, 'contain'));
      await stage.sees({ white: [0.75, 0.5], yellow: [0.55, 0.5], yellow2: [0.98, 0.5], yellow3: [0.2, 0.5] });
      await stage.compose(picture(second), picture(narrow, RIGHT, 'cover'));
      await stage.sees({ white: [0.52, 0.5], white2: [0.98, 0.5], yellow: [0.48, 0.5] });
      await stage.compose();
      await stage.sees({ black: [0.2, 0.5], black2: [0.8, 0.5] });
    },
    LIMIT,
  );

  it(
    'gives whoever joins a still page a picture at once, and sends little otherwise',
    async () => {
      await stage.compose(picture(await stage.make('page.png', ['color=blue:size=640x360'], ...ONE_PICTURE)));
      await stage.sees({ blue: [0.5, 0.5] });
      const { pictures, bytes } = stage.view;
      const [mine, began] = [stage.view, performance.now()];
      const joining = (stage.view = await stage.look());
      await stage.sees({ blue: [0.5, 0.5] });
      expect(performance.now() - began).toBeLessThan(1_500);
      await until('two seconds', 5_000, () => performance.now() - began > 2_000);
      // Five a second and one for who joined; almost all of them say that nothing changed.
      expect(mine.pictures - pictures).toBeLessThan(25);
      expect(mine.bytes - bytes).toBeLessThan(60_000);
      expect(joining.keys).toBeLessThanOrEqual(2);
      await mine.close();
    },
    LIMIT,
  );

  it(
    'goes black where a camera was lost, while the other goes on, and shows who comes back or instead',
    async () => {
      const [red, blue] = [await stage.camera('a', 'red'), await stage.camera('b', 'blue')];
      await stage.compose(camera(red.producerId, LEFT), camera(blue.producerId, RIGHT));
      await stage.sees({ red: [0.25, 0.5], blue: [0.75, 0.5] });
      red.encoder.signal('SIGSTOP');
      const held = await stage.sees({ black: [0.25, 0.5], blue: [0.75, 0.5] });
      expect(held).toBeGreaterThan(2_000);
      const before = stage.view.pictures;
      await until('pictures of the other camera', 5_000, () => stage.view.pictures > before + 20);
      red.encoder.signal('SIGCONT');
      await stage.sees({ red: [0.25, 0.5], blue: [0.75, 0.5] });

      await red.encoder.stop();
      await stage.server.removePeer({ roomId, peerId: 'a' });
      await stage.sees({ black: [0.25, 0.5], blue: [0.75, 0.5] });
      const instead = await stage.camera('a', 'lime');
      await stage.compose(camera(instead.producerId, LEFT), camera(blue.producerId, RIGHT));
      await stage.sees({ lime: [0.25, 0.5], blue: [0.75, 0.5] });
    },
    LIMIT,
  );

  it(
    'replaces encoders and decoders that die or hang',
    async () => {
      const { producerId } = await stage.camera('a', 'red');
      await stage.compose(camera(producerId));
      await stage.sees({ red: [0.5, 0.5] });
      const end = async (mark: string, signal: NodeJS.Signals): Promise<void> => {
        const found = (await stage.processes()).filter(({ args }) => args.includes(mark));
        expect(found).toHaveLength(1);
        process.kill(found[0]!.pid, signal);
      };
      const goesOn = async (): Promise<void> => {
        const before = stage.view.pictures;
        await until('further pictures', 10_000, () => stage.view.pictures > before + 20);
        await stage.sees({ red: [0.5, 0.5] });
      };
      await end('libx264', 'SIGKILL');
      await stage.log.next('composer.warning');
      await goesOn();
      await end('yuv4mpegpipe', 'SIGKILL');
      await until('the decoder', 5_000, () => stage.log.of('composer.warning').length === 2);
      await goesOn();
      await end('libx264', 'SIGSTOP');
      await until('the encoder', 10_000, () => stage.log.of('composer.warning').length === 3);
      await goesOn();
      expect(stage.log.of('composer.warning')).toMatchObject([
        { ...slides, code: 'encoder_restarted' },
        { ...slides, code: 'decoder_restarted' },
        { ...slides, code: 'encoder_restarted' },
      ]);
    },
    LIMIT,
  );
});

describe('files', () => {
  it(
    'plays a clip from its beginning when it goes on air, lets it go on in another box, and loops it',
    async () => {
      const colours = 'color=red:size=320x180:rate=25:duration=1.5[a];color=lime:size=320x180:rate=25:duration=60[b]';
      await stage.make('long.mp4', [`${colours};[a][b]concat`], '-preset', 'ultrafast');
      await stage.make('short.webm', ['color=blue:size=160x90:rate=10:duration=0.6'], '-deadline', 'realtime');
      await stage.compose(clip('long.mp4'));
      await stage.sees({ red: [0.5, 0.5] });
      await stage.sees({ lime: [0.5, 0.5] });
      let reddened = 0;
      const watching = setInterval(() => (reddened += Number((stage.view.colour(0.8, 0.8)?.red ?? 0) > 100)), 10);
      await stage.compose(clip('long.mp4', false, CORNER));
      await stage.sees({ lime: [0.8, 0.8], black: [0.3, 0.3] });
      clearInterval(watching);
      expect(reddened).toBe(0);

      await stage.compose(clip('short.webm', true));
      const looped = performance.now();
      await until('several rounds', 5_000, () => performance.now() - looped > 3_000);
      await stage.sees({ blue: [0.5, 0.5] });
      const [player] = (await stage.processes()).filter(({ args }) => args.includes('-stream_loop'));
      expect(player).toBeDefined();
      expect(stage.log.of('composer.clip_ended')).toEqual([]);
      expect(stage.log.of('composer.warning')).toEqual([]);
    },
    LIMIT,
  );

  it(
    'says of a file that it cannot be shown, and shows the others',
    async () => {
      const page = await stage.make('page.png', ['color=blue:size=640x360'], ...ONE_PICTURE);
      const whole = await readFile(join(stage.root, page));
      await stage.make('large.mp4', ['color=red:size=2560x1440:rate=1:duration=1'], '-preset', 'ultrafast');
      await stage.write('text.jpg', 'no picture');
      await stage.write('torn.png', whole.subarray(0, 60));
      await stage.write('list.mp4', `#EXTM3U\n#EXTINF:1,\n${join(stage.root, page)}\n`);
      await stage.write('concat.mp4', `ffconcat version 1.0\nfile ${join(stage.root, page)}\n`);
      await stage.write('torn.webm', Buffer.from('1a45dfa3000000000000', 'hex'));
      const broken = [
        ...['text.jpg', 'torn.png', 'missing.png', 'large.mp4', '.'].map((path) => picture(path, LEFT)),
        ...['list.mp4', 'concat.mp4', 'torn.webm', 'large.mp4', page].map((path) => clip(path, true, LEFT)),
      ];
      for (const [i, layer] of broken.entries()) {
        await stage.compose(picture(page), layer);
        await until(`word of ${JSON.stringify(layer.source)}`, 8_000, () => {
          return stage.log.of('composer.warning').length > i;
        });
        await stage.sees({ black: [0.25, 0.5], blue: [0.75, 0.5] });
      }
      const warnings = stage.log.of('composer.warning');
      expect(warnings).toHaveLength(broken.length);
      for (const warning of warnings) expect(warning).toMatchObject({ ...slides, code: 'source_failed' });
      // A file that was mended is tried again.
      await stage.write('text.jpg', whole);
      await stage.compose(picture('text.jpg', LEFT));
      await stage.sees({ blue: [0.25, 0.5] });
    },
    LIMIT,
  );

  it('refuses what it must not do, and leaves on air what is there', async () => {
    const page = await stage.make('page.png', ['color=blue:size=640x360'], ...ONE_PICTURE);
    await stage.compose(picture(page));
    const { producerId, audioId } = await stage.camera('a', 'red');
    expect(await codeOf(stage.compose(picture('../page.png')))).toBe('media.parameters_refused');
    expect(await codeOf(stage.compose(camera('gone')))).toBe('media.producer_not_found');
    expect(await codeOf(stage.compose(camera(producerId), camera(audioId)))).toBe('media.parameters_refused');
    expect(await codeOf(stage.compose(camera(stage.ids.videoProducerId)))).toBe('media.parameters_refused');
    const other = { roomId, peerId: 'other' };
    expect(await codeOf(stage.server.compose({ ...other, layers: [] }))).toBe('media.not_ready');
    const large = { ...other, ...FORMAT, width: 3840, height: 2160 };
    expect(await codeOf(stage.server.openComposer(large))).toBe('media.parameters_refused');
    expect(await stage.server.openComposer({ ...slides, ...FORMAT })).toEqual(stage.ids);
    // Nobody else may pass for a composer.
    const speaker = { roomId, peerId: 'speaker' };
    const { transportId } = await stage.server.openTransport({ ...speaker, role: 'publisher', direction: 'send' });
    const track = { transportId, kind: 'video', rtpParameters: browserTrack('video', 7) } as const;
    const claim = stage.server.produce({ ...speaker, ...track, source: 'composed' });
    expect(await codeOf(claim)).toBe('media.parameters_refused');
    await stage.sees({ blue: [0.5, 0.5] });
    expect((await stage.processes()).length).toBe(1);
  });
});

describe('the end', () => {
  const ffmpegs = async (): Promise<number> => (await stage.processes()).length;

  it(
    'closes with its worker and can be opened anew in the rebuilt room',
    async () => {
      const page = await stage.make('page.png', ['color=blue:size=640x360'], ...ONE_PICTURE);
      const { producerId } = await stage.camera('a', 'red');
      await stage.compose(picture(page), camera(producerId, CORNER));
      await stage.sees({ blue: [0.1, 0.1], red: [0.8, 0.8] });
      process.kill((await stage.server.snapshot()).workers[0]!.pid, 'SIGKILL');
      await stage.log.next('room.rebuilt', { within: 6_000 });
      await until('no process', 5_000, async () => (await ffmpegs()) === 0);
      expect(await codeOf(stage.compose())).toBe('media.not_ready');
      await stage.view.close();
      await stage.reopen();
      await stage.compose(picture(page, FULL));
      await stage.sees({ blue: [0.5, 0.5] });
    },
    LIMIT,
  );

  it(
    'leaves no process when its peer, its producer or its room goes',
    async () => {
      await stage.make(
        'clip.mp4',
        ['testsrc2=size=320x180:duration=30', 'sine=440:duration=30'],
        '-preset',
        'ultrafast',
      );
      const { producerId } = await stage.camera('a', 'red');
      const ways = [
        () => stage.server.removePeer(slides),
        () => stage.server.closeProducer({ ...slides, producerId: stage.ids.videoProducerId }),
        () => stage.server.closeRoom({ roomId }),
      ];
      for (const [i, end] of ways.entries()) {
        if (i > 0) stage.ids = await stage.server.openComposer({ ...slides, ...FORMAT });
        await stage.compose(camera(producerId, LEFT), clip('clip.mp4', true, RIGHT));
        expect(await ffmpegs()).toBe(3);
        const late = stage.compose(picture('missing.jpg'), camera(producerId, CORNER)).catch(() => undefined);
        await end();
        await late;
        await until('no process', 5_000, async () => (await ffmpegs()) === 0);
      }
    },
    LIMIT,
  );
});
