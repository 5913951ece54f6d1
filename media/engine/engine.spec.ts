import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

// The engine is plain JavaScript for Node 18 and has no types.
const load = async (name: string) =>
  import(`./${name}.mjs` as string) as Promise<Record<string, (...args: any[]) => any>>;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'yunqiao-engine-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('mended sources', () => {
  const files = ['meson.build', 'src/RTC/DtlsTransport.cpp'];
  beforeEach(() => {
    mkdirSync(join(folder, 'src/RTC'), { recursive: true });
    for (const file of files) cpSync(join('node_modules/mediasoup/worker', file), join(folder, file));
  });

  it('fit the mediasoup that is installed: the flag is tested, the header precompiled', async () => {
    const { mendSources } = await load('source-mends');
    await mendSources!(folder);
    expect(readFileSync(join(folder, files[1]!), 'utf8')).toContain('((operationType & BIO_CB_RETURN) != 0)');
    expect(readFileSync(join(folder, files[0]!), 'utf8')).toContain("cpp_pch: 'pch/worker_pch.hpp'");
  });

  it('refuse a mediasoup that reads otherwise there', async () => {
    const { mendSources } = await load('source-mends');
    writeFileSync(join(folder, files[1]!), 'int main() {}');
    await expect(mendSources!(folder)).rejects.toThrow('expected exactly one');
  });
});

describe('sources of source packages', () => {
  it('keep the signature and leave out other vendors, switched-off entries and source entries', async () => {
    const { sourceStanzas } = await load('libsrtp-source');
    const stanza = (types: string, suites: string, more = '') =>
      `Types: ${types}\nURIs: http://mirror.example/debian\nSuites: ${suites}\nComponents: main\n${more}Signed-By: /k.gpg`;
    const text = [
      stanza('deb', 'bookworm bookworm-updates', '# a comment\nArchitectures: amd64\n'),
      stanza('deb', 'nodistro'),
      stanza('deb', 'bookworm', 'Enabled: no\n'),
      stanza('deb-src', 'bookworm'),
    ].join('\n\n');
    expect(sourceStanzas!(text, 'bookworm')).toEqual([stanza('deb-src', 'bookworm bookworm-updates')]);
  });

  it('are read from one-line lists, too', async () => {
    const { sourceLines } = await load('libsrtp-source');
    const text = [
      'deb [signed-by=/k.gpg] http://mirror.example/debian bookworm main contrib',
      '# deb http://mirror.example/debian bookworm main',
      'deb-src http://mirror.example/debian bookworm main',
      'deb http://vendor.example/apt cloud-bookworm main',
    ].join('\n');
    expect(sourceLines!(text, 'bookworm')).toEqual([
      'deb-src [signed-by=/k.gpg] http://mirror.example/debian bookworm main contrib',
    ]);
  });
});

describe('lock', () => {
  const held = (pid: number) => {
    const file = join(folder, 'lock');
    writeFileSync(file, JSON.stringify({ pid, host: hostname() }));
    return file;
  };

  it('is refused while its holder lives, and free again when given back', async () => {
    const { takeLock } = await load('lock');
    const file = join(folder, 'lock');
    const release = takeLock!(file);
    expect(takeLock!(file)).toBeNull();
    release();
    const again = takeLock!(file);
    expect(again).not.toBeNull();
    again();
  });

  it('is taken from a holder that died, on this host or (by its silence) on another', async () => {
    const { takeLock } = await load('lock');
    const dead = 2 ** 22 + 1;
    const release = takeLock!(held(dead));
    expect(release).not.toBeNull();
    release();
    const silent = held(process.pid);
    utimesSync(silent, new Date(0), new Date(0));
    expect(takeLock!(silent)).not.toBeNull();
  });
});

describe('a worker that was named', () => {
  const before = process.env['MEDIASOUP_WORKER_BIN'];
  afterEach(() => {
    if (before === undefined) delete process.env['MEDIASOUP_WORKER_BIN'];
    else process.env['MEDIASOUP_WORKER_BIN'] = before;
  });

  it.each(['/nonexistent/worker', '/bin/true', '/etc/hostname'])('is refused when it is none: %s', async (path) => {
    const { obtainWorker } = await load('obtain-worker');
    process.env['MEDIASOUP_WORKER_BIN'] = path;
    await expect(obtainWorker!()).rejects.toThrow(`MEDIASOUP_WORKER_BIN names a worker that does not run (${path})`);
  });
});
