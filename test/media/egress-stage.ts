import { mkdtemp, rm, symlink } from 'node:fs/promises';
import { execFile } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';
import { Programme, type ProgrammeFact } from '../../media/egress/programme.js';
import { FolderSink, type SegmentSink } from '../../media/egress/sink.js';
import { FFMPEG } from './egress-feed.js';

const run = promisify(execFile);

/** A folder with a programme in it, and an ffmpeg of its own name, so that its processes can be told from others. */
export class TestStage {
  readonly facts: ProgrammeFact[] = [];
  programme!: Programme;

  private constructor(
    readonly root: string,
    readonly ffmpegPath: string,
  ) {}

  static async open(sink?: SegmentSink): Promise<TestStage> {
    const root = await mkdtemp(join(tmpdir(), 'egress-'));
    const ffmpegPath = join(root, 'ffmpeg');
    const { stdout } = await run('which', [FFMPEG]);
    await symlink(stdout.trim(), ffmpegPath);
    const stage = new TestStage(root, ffmpegPath);
    await stage.reopen(sink);
    return stage;
  }

  async reopen(sink: SegmentSink = new FolderSink(this.root)): Promise<void> {
    const { ffmpegPath } = this;
    const onFact = (fact: ProgrammeFact) => this.facts.push(fact);
    this.programme = await Programme.open({ prefix: 'streams/s1', sink, ffmpegPath, segmentSeconds: 2, onFact });
  }

  get folder(): string {
    return join(this.root, 'streams/s1');
  }

  get dvr(): string {
    return join(this.folder, 'dvr.m3u8');
  }

  get live(): string {
    return join(this.folder, 'live.m3u8');
  }

  of<Name extends ProgrammeFact['fact']>(name: Name): Extract<ProgrammeFact, { fact: Name }>[] {
    return this.facts.filter((fact): fact is Extract<ProgrammeFact, { fact: Name }> => fact.fact === name);
  }

  /** Waits until so many segments were published since the last opening. */
  async published(count: number): Promise<void> {
    await until(() => this.of('programme.segment').length >= count, `${count} segments: ${JSON.stringify(this.facts)}`);
  }

  /** Seconds of the wall clock since the first take began. */
  get clock(): number {
    return (Date.now() - Date.parse(this.of('programme.take_started')[0]!.startedAt)) / 1000;
  }

  async remove(): Promise<void> {
    await this.programme.close();
    if (process.env.KEEP) return;
    await rm(this.root, { recursive: true, force: true });
  }
}

/** Waits for a condition, at most a minute. */
export async function until(condition: () => boolean | Promise<boolean>, what: string): Promise<void> {
  for (const deadline = Date.now() + 60_000; !(await condition());) {
    if (Date.now() > deadline) throw new Error(`waited in vain for ${what}`);
    await wait(50);
  }
}
