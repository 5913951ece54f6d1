import { describe, expect, it } from '@jest/globals';
import type { StageTrack } from '../contracts/media.contract.js';
import { chooseProgramme } from './programme-choice.js';

function track(producerId: string, source: StageTrack['source'], paused = false): StageTrack {
  const kind = source === 'microphone' || source === 'screen_audio' ? 'audio' : 'video';
  return { producerId, source, kind, paused, onAir: false };
}

describe('what goes on air when nobody directs by hand', () => {
  it('a shared screen comes before the camera, and all sound is heard', () => {
    const tracks = [
      track('cam', 'camera'),
      track('mic', 'microphone'),
      track('scr', 'screen'),
      track('sys', 'screen_audio'),
    ];
    expect(chooseProgramme(tracks, 'on')).toEqual({ video: 'scr', audio: ['mic', 'sys'] });
  });

  it('of two cameras the newer one', () => {
    expect(chooseProgramme([track('old', 'camera'), track('new', 'camera')], 'on').video).toBe('new');
  });

  it('a switched-off screen gives way to the camera', () => {
    expect(chooseProgramme([track('cam', 'camera'), track('scr', 'screen', true)], 'on').video).toBe('cam');
  });

  it('sound alone is a programme, too', () => {
    expect(chooseProgramme([track('mic', 'microphone')], 'on')).toEqual({ video: null, audio: ['mic'] });
  });

  it.each(['off', 'paused'] as const)('nothing while the session is %s', (onAir) => {
    expect(chooseProgramme([track('cam', 'camera'), track('mic', 'microphone')], onAir)).toEqual({
      video: null,
      audio: [],
    });
  });
});
