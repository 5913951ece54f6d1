import { describe, expect, it } from '@jest/globals';
import { isStrongPassword } from '../../src/accounts/sign-in/password.js';
import { passwordStrength } from './password-strength.js';

describe('what the page says of a password', () => {
  it.each([
    '',
    'short1A!',
    'alllowercase',
    'lowercase123',
    'Lowercase123',
    'lower-case-123',
    'UPPER CASE 1',
    '中文密码一共十个字符',
    '中文密码Aa1一二三四五',
    '😀😀😀😀😀😀😀😀aA',
    '😀😀😀😀😀😀😀😀😀aA',
  ])('is what the server decides: %s', (password) => {
    expect(passwordStrength(password).isStrong).toBe(isStrongPassword(password, null));
  });
});
