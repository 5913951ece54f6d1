import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { effectScope, nextTick, shallowRef } from 'vue';
import { useLongAbsent } from './long-absent.js';

afterEach(() => {
  jest.useRealTimers();
});

describe('who has been away for long', () => {
  it('is whoever was away at the beginning, or has been for some minutes; nobody who is here', async () => {
    jest.useFakeTimers();
    const people = shallowRef<{ id: string; present: boolean }[] | null>(null);
    const scope = effectScope();
    const absent = scope.run(() => useLongAbsent(() => people.value))!;
    const here = (...present: string[]) => {
      people.value = ['li', 'wang', 'liu'].map((id) => ({ id, present: present.includes(id) }));
      return nextTick();
    };
    const pass = async (minutes: number) => {
      await jest.advanceTimersByTimeAsync(minutes * 60_000);
      return [...absent.value].sort();
    };
    await here('li', 'wang');
    expect(await pass(0)).toEqual(['liu']);
    await here('li', 'liu');
    expect(await pass(2)).toEqual([]);
    await here('li');
    expect(await pass(2)).toEqual(['wang']);
    expect(await pass(2)).toEqual(['liu', 'wang']);
    await here('li', 'wang', 'liu');
    expect(await pass(9)).toEqual([]);
    scope.stop();
  });
});
