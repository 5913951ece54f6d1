import { describe, expect, it } from '@jest/globals';
import { boxesOf } from '../client/state/stage-sources.js';
import { SCENE_LAYOUTS } from '../src/contracts/vocabulary.js';
import { layersOf } from '../src/stage/programme/layouts.js';

describe('the director’s preview', () => {
  it.each(SCENE_LAYOUTS)('lays %s out as the platform composes it', (layout) => {
    const picture = { source: { kind: 'picture' as const, path: 'a' }, isRead: true };
    const layers = layersOf(layout, layout === 'single' ? [picture] : [picture, picture]);
    expect(boxesOf(layout)).toEqual(layers.map(({ box }) => box));
  });
});
