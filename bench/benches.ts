import { attendance } from './attendance/attendance.bench.js';
import type { Bench } from './bench.js';
import { composer } from './composer/composer.bench.js';
import { exporting } from './export/export.bench.js';
import { fanout } from './fanout/fanout.bench.js';
import { join } from './join/join.bench.js';
import { memory } from './memory/memory.bench.js';
import { programme } from './programme/programme.bench.js';

/** All benches, in the order in which they are listed. */
export const BENCHES: Bench[] = [join, fanout, composer, programme, memory, attendance, exporting];
