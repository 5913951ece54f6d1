import { describe, expect, it } from '@jest/globals';
import { hashPassword, isStrongPassword, verifyPassword } from './password.js';

describe('passwords', () => {
  it('verify against their own hash only, and two hashes of one password differ', async () => {
    const [one, two] = await Promise.all([hashPassword('Duijie-2026!'), hashPassword('Duijie-2026!')]);
    expect(one).not.toBe(two);
    expect(await verifyPassword('Duijie-2026!', one)).toBe(true);
    expect(await verifyPassword('Duijie-2026?', one)).toBe(false);
  });

  it('never verify where there is no hash', async () => {
    expect(await verifyPassword('', null)).toBe(false);
    expect(await verifyPassword('', 'scrypt$$')).toBe(false);
  });

  it.each([
    ['Short-1a', null, false],
    ['alllowercaseletters', null, false],
    ['lowercase12345', null, false],
    ['Lowercase12345', null, true],
    ['云桥对接会Ab1-云桥', null, true],
    ['Hengyang-2026', 'hengyang', false],
  ])('%s is strong: %s %s', (password, login, strong) => {
    expect(isStrongPassword(password, login)).toBe(strong);
  });
});
