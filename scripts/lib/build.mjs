import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { ClearError } from '../../media/engine/clear-error.mjs';
import { run } from '../../media/engine/command.mjs';
import { fingerprint } from './fingerprint.mjs';
import { inRoot } from './paths.mjs';

const common = ['package-lock.json', 'tsconfig.json'];

const parts = [
  {
    name: 'server',
    zh: '编译服务端',
    en: 'Building the server',
    inputs: ['src', 'media', 'migrations', 'bench', 'nest-cli.json', ...common],
    outputs: ['dist/src', 'dist/media', 'dist/migrations', 'dist/bench'],
    command: ['node_modules/@nestjs/cli/bin/nest.js', 'build'],
  },
  {
    name: 'client',
    zh: '编译网页',
    en: 'Building the client',
    inputs: ['client', 'src/contracts', ...common],
    outputs: ['dist/client'],
    command: ['node_modules/vite/bin/vite.js', 'build', '--config', 'client/vite.config.ts'],
  },
];

const isInput = (path) => !/\.spec\.ts$|(^|\/)bench\/results\//.test(path);
const stampFile = (part) => inRoot(`dist/.${part.name}-stamp`);

/** Compiles server and client, each only when what it is made of has changed. */
export async function build(terminal) {
  const stale = parts
    .map((part) => ({ ...part, stamp: fingerprint(part.inputs, isInput) }))
    .filter((part) => readStamp(part) !== part.stamp);
  await Promise.all(stale.map((part) => buildPart(part, terminal)));
}

export function needsBuild() {
  return parts.some((part) => readStamp(part) !== fingerprint(part.inputs, isInput));
}

function readStamp(part) {
  try {
    return readFileSync(stampFile(part), 'utf8');
  } catch {
    return null;
  }
}

async function buildPart(part, terminal) {
  terminal.step(part.zh, part.en);
  // What is left of a removed source file would still be found, a migration for example.
  for (const output of [...part.outputs.map((path) => inRoot(path)), stampFile(part)]) {
    rmSync(output, { recursive: true, force: true });
  }
  const env = { ...process.env, NODE_ENV: part.name === 'client' ? 'production' : process.env.NODE_ENV };
  try {
    await terminal.during(part.zh, part.en, () => run(process.execPath, part.command, { cwd: inRoot(), env }));
  } catch (error) {
    process.stderr.write(`${(error.tail ?? []).join('\n')}\n`);
    throw new ClearError(`${part.zh}失败，原因见上。`, `${part.en} failed, see above.`, { cause: error });
  }
  mkdirSync(inRoot('dist'), { recursive: true });
  writeFileSync(stampFile(part), part.stamp);
}
