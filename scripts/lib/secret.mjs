import { randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * The key that signs and encrypts. Outside production one is made at the first start and kept in the data folder:
 * what is in the database can be read only with it. Production is given its own by the environment.
 */
export function secretKey(dataDir, env) {
  if (env.SECRET_KEY) return env.SECRET_KEY;
  const file = join(dataDir, 'secret.key');
  try {
    // `wx`: of two starts at the same moment one makes it, the other reads it.
    writeFileSync(file, `${randomBytes(32).toString('base64url')}\n`, { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
  }
  return readFileSync(file, 'utf8').trim();
}
