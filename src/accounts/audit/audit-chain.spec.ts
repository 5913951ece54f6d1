import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { CHAIN_START, canonicalJson, sealHash, type SealedEntry } from './audit-chain.js';

/** What a database gives back of a value: its JSON. */
const json = fc.jsonValue().map((value) => JSON.parse(JSON.stringify(value)) as unknown);

/** The same value with the names of every object in another order. */
function turned(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(turned);
  if (typeof value !== 'object' || value === null) return value;
  const copy = Object.create(null) as Record<string, unknown>;
  for (const [name, member] of Object.entries(value).reverse()) copy[name] = turned(member);
  return copy;
}

describe('canonical JSON', () => {
  it('is JSON of the same value', () => {
    fc.assert(fc.property(json, (value) => expect(JSON.parse(canonicalJson(value))).toEqual(value)));
  });

  it('is the same text in whatever order the names come', () => {
    fc.assert(fc.property(json, (value) => expect(canonicalJson(turned(value))).toBe(canonicalJson(value))));
  });

  it('sorts and writes as RFC 8785 does', () => {
    const value = { '\u20ac': 'Euro', '\r': 'CR', '1': 'One', '\ud83d\ude00': 'Smiley', ö: 1e30, numbers: [4.5, 2e-3] };
    expect(canonicalJson(value)).toBe(
      '{"\\r":"CR","1":"One","numbers":[4.5,0.002],"ö":1e+30,"€":"Euro","😀":"Smiley"}',
    );
  });

  it('goes on where a number is too large for a double', () => {
    expect(canonicalJson(JSON.parse('{"a":1e400}'))).toBe('{"a":"Infinity"}');
  });
});

describe('the hash of a seal', () => {
  const entry: SealedEntry = {
    id: '01900000-0000-7000-8000-000000000001',
    seq: 1,
    occurredAt: '2026-11-23T04:00:00.000000Z',
    accountId: null,
    personId: null,
    address: '10.0.0.1',
    userAgent: null,
    action: 'grant.given',
    path: '/',
    subjectKind: 'grant',
    subjectId: null,
    before: null,
    after: { role: 'organiser' },
    result: 'done',
    code: null,
  };
  const seal = { no: 1, prevHash: CHAIN_START, sealedAt: '2026-11-23T04:00:01.000000Z' };

  it('is the one that another program computes from the same columns', () => {
    // Python: sha256(json.dumps({...seal, 'entry': entry}, sort_keys=True, separators=(',', ':'), ensure_ascii=False))
    expect(sealHash(seal, entry)).toBe('f23418b368c2f38e5147f2a962bd13705328f6cb1ae3fb2950de7c5fb350f95b');
  });

  it.each(Object.keys(entry) as (keyof SealedEntry)[])('changes with the entry’s %s', (column) => {
    expect(sealHash(seal, { ...entry, [column]: 'changed' })).not.toBe(sealHash(seal, entry));
  });

  it.each(['no', 'prevHash', 'sealedAt'] as const)('changes with the seal’s %s', (column) => {
    expect(sealHash({ ...seal, [column]: 'changed' }, entry)).not.toBe(sealHash(seal, entry));
  });
});
