import { createReadStream } from 'node:fs';
import { rm, stat } from 'node:fs/promises';
import { join, normalize, sep } from 'node:path';
import type { Readable } from 'node:stream';
import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../../config.js';

export interface StoredFile {
  size: number;
  modifiedAt: Date;
}

/**
 * Files of the house in a folder below DATA_DIR: so far the media node's sink writes them, and they are read here. Keys
 * are relative paths with forward slashes; a key that would leave the folder is refused.
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
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
      throw error;
    }
  }

  /** Bytes `start` to `end`, both included. */
  read(key: string, range?: { start: number; end: number }): Readable {
    return createReadStream(this.path(key), range);
  }

  /** Removes a file or a folder of files; nothing there is fine. */
  async delete(key: string): Promise<void> {
    await rm(this.path(key), { recursive: true, force: true });
  }

  private path(key: string): string {
    const path = normalize(join(this.root, key));
    if (!path.startsWith(this.root + sep)) throw new Error(`Storage key leaves the folder: ${key}`);
    return path;
  }
}
