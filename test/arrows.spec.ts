import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** From the bottom to the top: a room may import from rooms left of it and from itself, never to the right. */
const ORDER: string[][] = [
  ['contracts'],
  ['infra'],
  ['activity'],
  ['notifications'],
  ['accounts'],
  ['organisations'],
  ['events'],
  ['rooms'],
  ['stage', 'audience', 'booths', 'matching'],
  ['reports'],
  ['demo'],
];
/** The four in the brace do not import each other, with this one written exception. */
const EXCEPTIONS = [{ from: 'matching', to: 'src/booths/booth-visitors.read-model' }];
/** Files directly in src/ that put the house together may see everything; config.ts may be seen by everybody. */
const TOP_FILES = ['src/main.ts', 'src/app.module.ts', 'src/create-app.ts', 'src/entities.ts'];

function rank(room: string): number {
  return ORDER.findIndex((rooms) => rooms.includes(room));
}

function sources(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((name) => /\.(?:ts|vue)$/.test(name) && !/\.(?:spec|d)\.ts$/.test(name));
}

interface Import {
  file: string;
  target: string;
  typeOnly: boolean;
}

function importsOf(file: string): Import[] {
  const text = readFileSync(join(ROOT, file), 'utf8');
  const pattern = /(?:import|export)\s+(type\s)?[^;'"]*?from\s*['"]([^'"]+)['"]|import\s*\(?\s*['"]([^'"]+)['"]/g;
  return [...text.matchAll(pattern)].map((match) => {
    const specifier = match[2] ?? match[3] ?? '';
    const target = specifier.startsWith('.')
      ? relative(ROOT, resolve(ROOT, dirname(file), specifier)).replace(/\.js$/, '')
      : specifier;
    return { file, target, typeOnly: match[1] !== undefined };
  });
}

function roomOf(path: string): string | null {
  return /^src\/([^/]+)\//.exec(path)?.[1] ?? null;
}

function wrongInServer({ file, target }: Import): string | null {
  const from = roomOf(file);
  if (target.startsWith('media')) {
    const fromMedia = /^media(\/|$)/.test(target);
    return fromMedia && file !== 'src/rooms/media.provider.ts' ? 'only rooms/media.provider.ts knows media/' : null;
  }
  if (/^(client|scripts|bench)\//.test(target)) return 'the server imports only itself and migrations';
  if (from === 'contracts' && target.startsWith('src/') && roomOf(target) !== 'contracts')
    return 'contracts import nothing of ours';
  if (file === 'src/contracts/vocabulary.ts') return 'vocabulary.ts imports nothing';
  const to = roomOf(target);
  if (from === null) return TOP_FILES.includes(file) || to === null ? null : 'config.ts and the like import no room';
  if (to === null || to === from) return TOP_FILES.includes(`${target}.ts`) ? 'nobody imports the top' : null;
  if (EXCEPTIONS.some((exception) => exception.from === from && exception.to === target)) return null;
  if (rank(from) < 0 || rank(to) < 0) return 'this room is not in the plan of the house';
  return rank(to) < rank(from) ? null : `${from} may not import ${to}`;
}

describe('the arrows of the house', () => {
  it('in src/ the left never imports from the right', () => {
    const imports = sources('src').flatMap(importsOf);
    expect(imports.length).toBeGreaterThan(100);
    const wrong = imports.flatMap((line) => {
      const why = wrongInServer(line);
      return why ? [`${line.file} -> ${line.target}: ${why}`] : [];
    });
    expect(wrong).toEqual([]);
  });

  it('media/ knows the contracts and nothing else of the server; no Nest, no TypeORM, no socket.io', () => {
    const wrong = sources('media')
      .flatMap(importsOf)
      .filter(({ target }) => /^(src\/(?!contracts\/)|client\/|@nestjs|typeorm|socket\.io)/.test(target));
    expect(wrong).toEqual([]);
  });

  it('client/ takes types from the contracts and constants from the vocabulary only', () => {
    const wrong = sources('client')
      .flatMap(importsOf)
      .filter(({ target, typeOnly }) => {
        if (/^(media|migrations|test|bench)\//.test(target)) return true;
        if (!target.startsWith('src/')) return false;
        return target !== 'src/contracts/vocabulary' && !(typeOnly && target.startsWith('src/contracts/'));
      });
    expect(wrong).toEqual([]);
  });

  it('one reader of the environment: process.env stands in config.ts and where it is handed to it', () => {
    const allowed = new Set([
      'src/main.ts',
      'src/stage/studio-link.cli.ts',
      'src/accounts/administration/admin-link.cli.ts',
      'src/accounts/audit/audit-check.cli.ts',
    ]);
    const readers = [...sources('src'), ...sources('media')].filter(
      (file) => !allowed.has(file) && readFileSync(join(ROOT, file), 'utf8').includes('process.env'),
    );
    expect(readers).toEqual([]);
  });
});
