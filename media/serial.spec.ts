import { expect, it } from '@jest/globals';
import { Serial } from './serial.js';

it('runs one task at a time, in order, whatever becomes of the others', async () => {
  const serial = new Serial(10);
  const seen: string[] = [];
  const task =
    (name: string, ms: number, fails = false) =>
    async (): Promise<string> => {
      seen.push(`${name} begins`);
      await new Promise((resolve) => setTimeout(resolve, ms));
      seen.push(`${name} ends`);
      if (fails) throw new Error(name);
      return name;
    };
  const results = await Promise.allSettled([
    serial.run(task('a', 20)),
    serial.run(task('b', 1, true)),
    serial.run(task('c', 1)),
  ]);
  expect(results.map((result) => result.status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  expect(seen).toEqual(['a begins', 'a ends', 'b begins', 'b ends', 'c begins', 'c ends']);
});

it('has room again when tasks are done', async () => {
  const serial = new Serial(2);
  const work = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 5));
  const first = [serial.run(work), serial.run(work)];
  await expect(serial.run(work)).rejects.toMatchObject({ code: 'media.limit_reached' });
  await Promise.all(first);
  await expect(serial.run(work)).resolves.toBeUndefined();
});
