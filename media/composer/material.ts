import { createWriteStream } from 'node:fs';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream } from 'node:stream/web';
import { insideSink } from '../egress/sink.js';
import type { MediaServerConfig } from '../types.js';

/** A file of the sink on this machine; `release` says that it is no longer read. */
export interface LocalFile {
  file: string;
  release(): Promise<void>;
}

/** Pictures and clips: what was uploaded lies where the programmes' files go. */
export interface Material {
  /** @throws if there is no such file, or when it is no longer wanted */
  fetch(path: string, unwanted: AbortSignal): Promise<LocalFile>;
}

export function createMaterial(sink: MediaServerConfig['sink']): Material {
  return sink.kind === 'folder' ? new FolderMaterial(sink.root) : new HttpMaterial(sink.baseUrl, sink.token);
}

export class FolderMaterial implements Material {
  constructor(private readonly root: string) {}

  async fetch(path: string): Promise<LocalFile> {
    const file = join(this.root, insideSink(path));
    if (!(await stat(file)).isFile()) throw new Error(`no file: ${path}`);
    return { file, release: async () => undefined };
  }
}

const DEADLINE_MS = 60_000;
const MOST_BYTES = 1024 ** 3;

/** Fetches a file from the sink's host into one of its own. */
export class HttpMaterial implements Material {
  constructor(
    private readonly baseUrl: string,
    private readonly token: string,
  ) {}

  async fetch(path: string, unwanted: AbortSignal): Promise<LocalFile> {
    const signal = AbortSignal.any([unwanted, AbortSignal.timeout(DEADLINE_MS)]);
    const inside = insideSink(path).split('/').map(encodeURIComponent).join('/');
    const url = new URL(inside, this.baseUrl.endsWith('/') ? this.baseUrl : `${this.baseUrl}/`);
    const response = await fetch(url, {
      headers: { authorization: `Bearer ${this.token}` },
      redirect: 'error',
      signal,
    });
    if (!response.ok || !response.body) throw new Error(`GET ${path}: ${response.status}`);
    const folder = await mkdtemp(join(tmpdir(), 'composer-material-'));
    const release = (): Promise<void> => rm(folder, { recursive: true, force: true });
    try {
      const file = join(folder, 'material');
      await pipeline(Readable.fromWeb(response.body as ReadableStream), atMost(MOST_BYTES), createWriteStream(file), {
        signal,
      });
      return { file, release };
    } catch (error) {
      await release();
      throw error;
    }
  }
}

function atMost(bytes: number): Transform {
  let passed = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      passed += chunk.length;
      if (passed > bytes) done(new Error(`the file is larger than ${bytes} bytes`));
      else done(null, chunk);
    },
  });
}
