import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { SYSTEM_ACTOR } from '../../src/infra/actor.js';
import { Transactions } from '../../src/infra/database/transactions.js';
import type { StoredFileRow } from '../../src/infra/storage/file.entity.js';
import { Files, type NewFile } from '../../src/infra/storage/files.service.js';
import { Storage } from '../../src/infra/storage/storage.js';
import type { TestApp } from './app.js';
import { PDF } from './pictures.js';

export const ELF = Buffer.concat([Buffer.from([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, 0]), Buffer.alloc(5_000, 0x90)]);
export const SCRIPT = Buffer.from('#!/bin/sh\nrm -rf /\n');
export const PAGE = Buffer.from('<!doctype html><script>alert(1)</script>');

/** The files of a running server, as its features and its administrator see them. */
export class FileStore {
  readonly files: Files;
  readonly transactions: Transactions;
  readonly storage: Storage;

  constructor(private readonly server: TestApp) {
    this.files = server.app.get(Files, { strict: false });
    this.transactions = server.app.get(Transactions, { strict: false });
    this.storage = server.app.get(Storage, { strict: false });
  }

  /** A licence as a PDF, unless said otherwise. */
  store(file: Partial<NewFile> = {}): Promise<StoredFileRow> {
    const whole: NewFile = { purpose: 'licence', bytes: PDF, name: '营业执照.pdf', ...file };
    return this.transactions.run(SYSTEM_ACTOR, (tx) => this.files.store(tx, whole));
  }

  remove(id: string): Promise<void> {
    return this.transactions.run(SYSTEM_ACTOR, (tx) => this.files.remove(tx, id));
  }

  async rows(): Promise<number> {
    return (await this.server.database.query('SELECT 1 FROM file')).length;
  }

  async onDisk(): Promise<string[]> {
    const folder = join(this.server.config.dataDir, 'files', 'uploads');
    const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
    return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  }

  async empty(): Promise<void> {
    await this.server.database.query('DELETE FROM file');
    await this.storage.delete('uploads');
  }
}
