import { cpSync, existsSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ClearError } from '../../../media/engine/clear-error.mjs';
import { postgresPackageFolder } from '../dependencies.mjs';
import { ROOT_BASE } from './account.mjs';

/**
 * The folder with `initdb` and `postgres` of the npm package. Root copies them once to where PostgreSQL's account can
 * read them.
 */
export function embeddedBinaries(account) {
  const folder = postgresPackageFolder();
  const native = join(folder, 'native');
  if (!existsSync(join(native, 'bin/postgres'))) {
    throw new ClearError(
      `没有适合本机（${process.platform} ${process.arch}）的内置 PostgreSQL，请设置 DATABASE_URL。`,
      'There is no embedded PostgreSQL for this machine: set DATABASE_URL.',
    );
  }
  if (!account) return join(native, 'bin');
  const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const copy = join(ROOT_BASE, `postgresql-${version}`);
  if (!existsSync(copy)) copyAtOnce(native, copy);
  return join(copy, 'bin');
}

function copyAtOnce(from, to) {
  const fresh = mkdtempSync(`${to}-`);
  try {
    cpSync(from, join(fresh, 'native'), { recursive: true, verbatimSymlinks: true });
    renameSync(join(fresh, 'native'), to);
  } catch (error) {
    // Another start was faster: a folder that is not empty is not replaced.
    if (!existsSync(to)) throw error;
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
}
