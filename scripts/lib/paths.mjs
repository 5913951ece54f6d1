import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The clone. */
export const root = join(dirname(fileURLToPath(import.meta.url)), '../..');

/** A path in the clone, whatever folder the script was called from. */
export const inRoot = (...parts) => join(root, ...parts);
