import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { Turns } from '../../infra/turns.js';

/** OWASP's second recommendation for scrypt (2^15, 8, 3): 32 MB and about 0.2 s of one core. */
const COST = { N: 2 ** 15, r: 8, p: 3, maxmem: 64 * 1024 * 1024 };
const KEY_BYTES = 32;
const MIN_LENGTH = 10;
const MIN_CLASSES = 3;
const CLASSES = [/\p{Lu}/u, /\p{Ll}/u, /\p{Nd}/u, /[^\p{L}\p{Nd}]/u];

/**
 * So many at once: each holds a core and one of the four threads that also read segments from the disk and open
 * connections. A whole office that signs in, or somebody who guesses, must not stop the picture of those who watch.
 */
const AT_ONCE = availableParallelism() > 3 ? 2 : 1;
/** The last of them waits for some seconds. */
const turns = new Turns(AT_ONCE, 20 * AT_ONCE, 2);

/** @throws AppError `server.unavailable` when too many wait already */
function derive(password: string, salt: Buffer): Promise<Buffer> {
  return turns.run(
    () =>
      new Promise((resolve, reject) => {
        scrypt(password.normalize('NFKC'), salt, KEY_BYTES, COST, (error, key) =>
          error ? reject(error) : resolve(key),
        );
      }),
  );
}

/** `scrypt$<salt>$<key>`, base64url. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16);
  return `scrypt$${salt.toString('base64url')}$${(await derive(password, salt)).toString('base64url')}`;
}

/** Takes as long for an account without a password, or for none at all, as for a wrong password. */
export async function verifyPassword(password: string, hash: string | null): Promise<boolean> {
  const [, salt = '', key = ''] = hash?.split('$') ?? [];
  const expected = Buffer.from(key, 'base64url');
  const actual = await derive(password, Buffer.from(salt, 'base64url'));
  return expected.length === KEY_BYTES && timingSafeEqual(actual, expected);
}

/** At least ten characters from three of four classes, and not the account's own name. */
export function isStrongPassword(password: string, login: string | null): boolean {
  if ([...password].length < MIN_LENGTH) return false;
  if (login && password.toLowerCase().includes(login)) return false;
  return CLASSES.filter((pattern) => pattern.test(password)).length >= MIN_CLASSES;
}
