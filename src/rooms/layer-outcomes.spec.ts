import { describe, expect, it } from '@jest/globals';
import { LayerOutcomes } from './layer-outcomes.js';
import type { Layer, LayerSource } from './media.provider.js';

const page: LayerSource = { kind: 'picture', path: 'page.jpg' };
const camera: LayerSource = { kind: 'producer', producerId: 'camera' };
const layer = (source: LayerSource): Layer => ({ source, box: { x: 0, y: 0, width: 1, height: 1 }, fit: 'contain' });
const warning = (source: LayerSource | null, code: 'source_failed' | 'encoder_restarted' = 'source_failed') => ({
  seq: 1,
  at: '',
  fact: 'composer.warning' as const,
  roomId: 'room',
  peerId: 'composer',
  code,
  source,
  detail: 'in other words each time',
});

describe('what becomes of layers', () => {
  it('is news once, however often the media node tries again', () => {
    const outcomes = new LayerOutcomes();
    const heard = [page, page, camera, page].map((source) => outcomes.isNews(warning(source)));
    expect(heard).toEqual([true, false, true, false]);
    const restarts = [null, null].map((source) => outcomes.isNews(warning(source, 'encoder_restarted')));
    expect(restarts).toEqual([true, false]);
    outcomes.keep([layer(camera)]);
    expect([page, camera].map((source) => outcomes.isNews(warning(source)))).toEqual([true, false]);
    expect(outcomes.isNews(warning(null, 'encoder_restarted'))).toBe(false);
  });

  it('is known as long as they are composed', () => {
    const outcomes = new LayerOutcomes();
    expect([outcomes.fail(page), outcomes.fail(page), outcomes.end('clip.mp4')]).toEqual([true, false, true]);
    outcomes.keep([layer(page)]);
    expect([outcomes.hasFailed('page.jpg'), outcomes.hasEnded('clip.mp4')]).toEqual([true, false]);
    outcomes.keep([layer(camera)]);
    expect(outcomes.hasFailed('page.jpg')).toBe(false);
  });
});
