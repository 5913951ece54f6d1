import { createReadStream } from 'node:fs';
import { mkdir, open, opendir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join, normalize, relative, sep } from 'node:path';
import type { Readable } from 'node:stream';
import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../../config.js';
import { newId } from '../id.js';

export interface StoredFile {
  size: number;
  modifiedAt: Date;
}

/**
 * Files of the house in a folder below DATA_DIR: recordings, which the media node's sink writes, and what people upload.
 * Keys are relative paths with forward slashes; a key that would leave the folder is refused.
 */
@Injectable()
export class Storage {
  readonly root: string;

  constructor(@Inject(CONFIG) config: Config) {
    this.root = join(config.dataDir, 'files');
  }

  /** Null when there is no such file. */
  async stat(key: string): Promise<StoredFile | null> {
    try {
      const { size, mtime } = await stat(this.path(key));
      return { size, modifiedAt: mtime };
    } catch (error) {
      if (isMissing(error)) return null;
      throw error;
    }
  }

  /** Bytes `start` to `end`, both included. */
  read(key: string, range?: { start: number; end: number }): Readable {
    return createReadStream(this.path(key), range);
  }

  /** Once this has answered the file is whole and outlasts a power cut; before, there is none under this key. */
  async put(key: string, data: Buffer | Readable): Promise<void> {
    const path = this.path(key);
    const partial = `${path}.${newId()}.part`;
    await mkdir(dirname(path), { recursive: true });
    try {
      await writeFile(partial, data, { flag: 'wx', flush: true });
      await rename(partial, path);
    } catch (error) {
      await rm(partial, { force: true });
      throw error;
    }
    await syncFolder(dirname(path));
  }

  /** Removes a file or a folder of files; nothing there is fine. */
  async delete(key: string): Promise<void> {
    await rm(this.path(key), { recursive: true, force: true });
  }

  /** Keys of all files below a folder, unfinished ones included; none where there is no such folder. */
  async *keys(folder: string): AsyncGenerator<string> {
    try {
      for await (const entry of await opendir(this.path(folder), { recursive: true })) {
        if (entry.isFile()) yield relative(this.root, join(entry.parentPath, entry.name)).replaceAll(sep, '/');
      }
    } catch (error) {
      if (!isMissing(error)) throw error;
    }
  }

  private path(key: string): string {
    const path = normalize(join(this.root, key));
    if (!path.startsWith(this.root + sep)) throw new Error(`Storage key leaves the folder: ${key}`);
    return path;
  }
}

function isMissing(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === 'ENOENT';
}

/** A new name lasts only when its folder has been written, too. */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(path);
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
