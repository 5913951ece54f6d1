import { describe, expect, it } from '@jest/globals';
import { RIGHTS } from '../../src/contracts/rights.js';
import { AUDIT_ACTIONS, AUDIT_FAULTS, AUDIT_RESULTS, AUDIT_SUBJECTS } from '../../src/contracts/vocabulary.js';
import * as texts from './zh-CN/audit.js';

const wordAt = (tree: unknown, path: string): unknown =>
  path.split('.').reduce<unknown>((inner, key) => (inner as Record<string, unknown> | undefined)?.[key], tree);

/** That the English file has the same keys is proved with all the others. */
describe('the audit in words', () => {
  it.each([
    ['auditAction', AUDIT_ACTIONS],
    ['auditSubject', AUDIT_SUBJECTS],
    ['auditFault', AUDIT_FAULTS],
    ['audit.results', AUDIT_RESULTS],
    ['auditRight', Object.keys(RIGHTS).map((right) => right.replace('.', '_'))],
  ])('%s has a word for each of the vocabulary', (place, names) => {
    const missing = names.filter((name) => typeof wordAt(texts, `${place}.${name}`) !== 'string');
    expect(missing).toEqual([]);
  });
});
