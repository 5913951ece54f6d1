import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { changes, redact, redactText } from './audit-content.js';

describe('what changed', () => {
  it('is the names whose values differ, with both values', () => {
    const before = { title: '融资对接会', tags: ['a', 'b'], at: new Date(0), same: { x: 1, y: 2 }, gone: 1 };
    const after = { title: '融资服务对接会', tags: ['a', 'b'], at: new Date(1), same: { y: 2, x: 1 }, came: false };
    expect(changes(before, after)).toEqual({
      before: { title: '融资对接会', at: new Date(0), gone: 1, came: null },
      after: { title: '融资服务对接会', at: new Date(1), gone: null, came: false },
    });
  });

  it('is nothing between a thing and itself, and null is as good as absent', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (thing) => {
        expect(changes(thing, structuredClone(thing))).toEqual({ before: {}, after: {} });
      }),
    );
    expect(changes({ a: null }, { b: undefined })).toEqual({ before: {}, after: {} });
  });
});

describe('what the audit keeps', () => {
  it('is no secret, wherever it lies, but that there was one', () => {
    const secrets = {
      password: 'Correct-Horse-1',
      newPassword: 'x',
      password_hash: 'scrypt$…',
      totpSecret: 'JBSWY3DPEHPK3PXP',
      phone_enc: 'v1.abc',
      phoneHmac: 'abc',
      accessCode: '482913',
      code: '482913',
      recoveryCodes: ['1', '2'],
      access_token: 'eyJ…',
      link: 'https://…?link=…',
      apiKey: 'k',
    };
    const kept = redact({ ...secrets, nested: [{ deeper: secrets }], cleared: { password: null } });
    const removed = Object.fromEntries(Object.keys(secrets).map((name) => [name, '***']));
    expect(kept).toEqual({ ...removed, nested: [{ deeper: removed }], cleared: { password: null } });
  });

  it('is the codes that are no secrets, and whether one is asked for', () => {
    const content = {
      creditCode: '91430100MA4L16JQ9B',
      countyCode: '430482',
      channelCode: 'wx01',
      totpEnabled: true,
      access: 'code',
      hotel: '湘江宾馆',
      passed: 3,
      phones: 25,
    };
    expect(redact(content)).toEqual(content);
  });

  it.each([
    ['13812341234', '138****1234'],
    ['联系人 唐女士13812341234, 下午', '联系人 唐女士138****1234, 下午'],
    ['tel:138-1234-1234;+86 139 1234 5678', 'tel:138****1234;139****5678'],
    ['430482199003071234', '430***'],
    ['身份证430482199003071234。', '身份证430***。'],
    ['911101085923662400', '911101085923662400'],
    ['019a9138-1234-7123-8a00-13812341234f', '019a9138-1234-7123-8a00-13812341234f'],
    ['a13812341234b and 913812341234567', 'a13812341234b and 913812341234567'],
    ['0731-84780000', '0731-84780000'],
  ])('numbers in a text: %s', (text, kept) => expect(redactText(text)).toBe(kept));

  it('phones under their own name, of whatever form', () => {
    const content = { phone: '+8613812341234', contactPhone: '0731-84780000', mobiles: ['138 1234 1234'], phone2: 1 };
    expect(redact(content)).toEqual({
      phone: '138****1234',
      contactPhone: '****',
      mobiles: ['138****1234'],
      phone2: 1,
    });
  });

  it('never what PostgreSQL would refuse, so that no name can make a command fail', () => {
    expect(redact({ 'na\0me': 'a\0b', half: '\ud800', dates: [new Date(0)] })).toEqual({
      name: 'ab',
      half: '\ufffd',
      dates: ['1970-01-01T00:00:00.000Z'],
    });
  });

  it('stays what it is when it is redacted again', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue({ noUnicodeString: false })), (content) => {
        const once = redact(content);
        expect(redact(once)).toEqual(once);
      }),
    );
  });
});
