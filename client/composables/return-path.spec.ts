import { describe, expect, it } from '@jest/globals';
import { safeReturn } from './return-path.js';

const ORIGIN = 'https://yunqiao.example';
const back = (to: unknown) => safeReturn(to, ORIGIN);

describe('where one goes after signing in', () => {
  it('back to a page of ours, with everything in its address', () => {
    expect(back('/console/events?state=draft#top')).toBe('/console/events?state=draft#top');
    expect(back('/s/1?link=a%2Fb')).toBe('/s/1?link=a%2Fb');
  });

  it.each([
    'https://elsewhere.example/',
    '//elsewhere.example/',
    '/\\elsewhere.example/',
    '/\t/elsewhere.example',
    '/.//elsewhere.example',
    'javascript:alert(1)',
    'me',
    '',
    undefined,
    ['/me', '/me'],
  ])('never to %j', (to) => {
    expect(back(to)).toBe('/');
  });

  it('through the sign-in page, but not to it', () => {
    expect(back('/sign-in?to=%2Fme%3Fa%3D1')).toBe('/me?a=1');
    expect(back('/sign-in?to=//elsewhere.example')).toBe('/');
    expect(back('/sign-in')).toBe('/');
  });
});
