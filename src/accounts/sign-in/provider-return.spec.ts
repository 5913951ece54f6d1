import { describe, expect, it } from '@jest/globals';
import { ownPath } from './provider-return.js';

describe('where to go after signing in', () => {
  it.each([
    ['/', '/'],
    ['/console', '/console'],
    ['/s/1?tab=agenda#now', '/s/1?tab=agenda#now'],
    ['/w/岳阳', '/w/%E5%B2%B3%E9%98%B3'],
    ['/a/../console', '/console'],
    ['/sign-in?to=//evil.example', '/sign-in?to=//evil.example'],
    ['/apis', '/apis'],
  ])('%s is a page of ours', (text, path) => {
    expect(ownPath(text)).toBe(path);
  });

  it.each([
    ['another host', '//evil.example'],
    ['another host with a backslash', '/\\evil.example'],
    ['another host behind a tab', '/\t/evil.example'],
    ['another host behind a line break', '/\n/evil.example'],
    ['another host behind a dot', '/.//evil.example'],
    ['another host behind an encoded dot', '/%2e//evil.example'],
    ['another host behind a way up', '/a/..//evil.example'],
    ['an address', 'https://evil.example/'],
    ['an address without slashes', 'https:evil.example'],
    ['a script', 'javascript:alert(1)'],
    ['a name', 'console'],
    ['nothing', ''],
    ['the API', '/api/account/provider?to=/'],
    ['the API in capitals', '/API/account'],
    ['the API behind a way up', '/a/../api/account/provider'],
    ['what is too long', `/${'a'.repeat(300)}`],
    ['what no browser can read', '//['],
  ])('%s is not', (_what, text) => {
    expect(ownPath(text)).toBeNull();
  });
});
