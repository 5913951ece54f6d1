import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join, normalize } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { MediaServerConfig } from '../types.js';

/** Where a programme's files go. `put` replaces a file as a whole: readers see the old one or the new one. */
export interface SegmentSink {
  put(path: string, bytes: Buffer, contentType: string): Promise<void>;
  /** Null if there is no such file. */
  get(path: string): Promise<Buffer | null>;
}

export function createSink(config: MediaServerConfig['sink']): SegmentSink {
  return config.kind === 'folder' ? new FolderSink(config.root) : new HttpSink(config.baseUrl, config.token);
}

export class FolderSink implements SegmentSink {
  private count = 0;

  constructor(private readonly root: string) {}

  async put(path: string, bytes: Buffer): Promise<void> {
    const target = this.locate(path);
    const temporary = `${target}.${process.pid}-${(this.count += 1)}.tmp`;
    await mkdir(dirname(target), { recursive: true });
    try {
      await writeFile(temporary, bytes);
      await rename(temporary, target);
    } catch (error) {
      await rm(temporary, { force: true });
      throw error;
    }
  }

  async get(path: string): Promise<Buffer | null> {
    try {
      return await readFile(this.locate(path));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
      throw error;
    }
  }

  private locate(path: string): string {
    return join(this.root, insideSink(path));
  }
}

/** The path without detours; refuses one that leads out of the sink. */
export function insideSink(path: string): string {
  const inside = normalize(path);
  if (inside.startsWith('..') || inside.startsWith('/')) throw new Error(`path leaves the sink: ${path}`);
  return inside;
}

const DEADLINE_MS = 5_000;
const ATTEMPTS = 3;

/** Puts files to another host by HTTP PUT. Temporary failures are tried again, three times in all. */
export class HttpSink implements SegmentSink {
  constructor(
    private readonly baseUrl: string,
    private readonly token: string,
  ) {}

  async put(path: string, bytes: Buffer, contentType: string): Promise<void> {
    const response = await this.request(path, {
      method: 'PUT',
      body: new Uint8Array(bytes),
      headers: { 'content-type': contentType },
    });
    if (!response.ok) throw new Error(`PUT ${path}: ${response.status}`);
  }

  async get(path: string): Promise<Buffer | null> {
    const response = await this.request(path, { method: 'GET' });
    if (response.status === 404) return null;
    if (!response.ok) throw new Error(`GET ${path}: ${response.status}`);
    return Buffer.from(await response.arrayBuffer());
  }

  private async request(path: string, init: RequestInit): Promise<Response> {
    const url = new URL(path, this.baseUrl.endsWith('/') ? this.baseUrl : `${this.baseUrl}/`);
    const headers = { ...(init.headers as Record<string, string>), authorization: `Bearer ${this.token}` };
    for (let attempt = 1; ; attempt += 1) {
      try {
        const response = await fetch(url, { ...init, headers, signal: AbortSignal.timeout(DEADLINE_MS) });
        const temporary = response.status >= 500 || response.status === 408 || response.status === 429;
        if (init.method === 'PUT' || temporary) await response.body?.cancel();
        if (!temporary || attempt === ATTEMPTS) return response;
      } catch (error) {
        if (attempt === ATTEMPTS) throw error;
      }
      await wait(200 * attempt);
    }
  }
}
