import { existsSync } from 'node:fs';
import { importScript } from '../paths.js';

interface Recipe {
  workerRecipe(): { binary: string };
}

/** The mediasoup worker: as the environment says (`npm run bench` sets it), else the one that was built before. */
export async function workerBinary(): Promise<string> {
  const given = process.env['MEDIASOUP_WORKER_BIN'];
  if (given) return given;
  const { workerRecipe } = await importScript<Recipe>('media/engine/recipe.mjs');
  const { binary } = workerRecipe();
  if (!existsSync(binary)) throw new Error('There is no mediasoup worker yet: npm run bench obtains it');
  return binary;
}
