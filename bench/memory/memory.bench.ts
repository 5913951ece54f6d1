import { setTimeout as delay } from 'node:timers/promises';
import type { Bench, BenchContext, BenchResult } from '../bench.js';
import { residentMb } from '../processes.js';
import { Program } from '../program.js';
import { medianOf, type Part, ROUNDS, type RoundRecord, summarise, type Values } from '../rounds.js';
import type { CrowdReport, CrowdRequest, Depth } from '../server/crowd.program.js';
import { LIVE_SESSION, RunningServer } from '../server/running-server.js';

const COUNT = 500;
const AT_ONCE = 8;
/** Long enough for the demo's replay to be made and for the start's garbage to go; transports live 30 s unconnected. */
const SETTLE_MS = 8_000;
const IDLE = 'idle';
const SOCKETS = `${COUNT} sockets`;
const VIEWERS = `${COUNT} viewers`;
const AFTER = 'after they left';
/** What was left behind by the first crowd should serve the second one: growth here is a leak. */
const AGAIN = `${COUNT} viewers again`;

export const memory: Bench = {
  name: 'memory',
  summary: 'resident memory of server and media worker: idle, with 500 sockets, with 500 viewers, afterwards',
  run,
};

/** States follow one another in one life of a server; each round is another life. */
async function run({ machine, say }: BenchContext): Promise<BenchResult> {
  const rounds: RoundRecord[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const states = await oneLife();
    for (const [variant, values] of Object.entries(states)) {
      rounds.push({ round, variant, counted: round > 0, values });
    }
    say(`round ${round + 1}/${ROUNDS}: ${Object.entries(states).map(inWords).join('; ')}`);
  }
  await machine.quiet();
  const part: Part = { title: 'resident memory, MB', rounds, summary: summarise(rounds) };
  const per = (state: string, of: 'serverMb' | 'workerMb'): number =>
    ((medianOf(part, state, of) - medianOf(part, IDLE, of)) * 1024) / COUNT;
  return {
    parts: [part],
    conclusions: {
      'server, KB per socket': per(SOCKETS, 'serverMb'),
      'server, KB per viewer': per(VIEWERS, 'serverMb'),
      'worker, KB per viewer': per(VIEWERS, 'workerMb'),
    },
    notes: [
      'VmRSS of the server process and of its one media worker, the demo on air; PostgreSQL and ffmpeg are not in it.',
      'Viewers are sockets that carried out media.watch, media.connect and media.resume; no DTLS, so no packets flow.',
      'Resident memory follows the garbage collector: differences of a few MB mean nothing.',
    ],
    warnings: [],
  };
}

async function oneLife(): Promise<Record<string, Values>> {
  const server = await RunningServer.start();
  await server.onAir();
  const crowd = await Program.start('server/crowd.program.js');
  const look = async (): Promise<Values> => {
    await delay(SETTLE_MS);
    return { serverMb: residentMb(server.pid), workerMb: residentMb(server.workerPid) };
  };
  const states: Record<string, Values> = { [IDLE]: await look() };
  const crowds: [string, Depth][] = [
    [SOCKETS, 'socket'],
    [VIEWERS, 'watch'],
    [AGAIN, 'watch'],
  ];
  for (const [state, depth] of crowds) {
    await enter(server, crowd, depth);
    states[state] = await look();
    const present = await crowd.ask<number>('count');
    if (present !== COUNT) throw new Error(`${COUNT - present} of ${COUNT} sockets were lost`);
    await crowd.ask('leave');
    await delay(1_000);
  }
  states[AFTER] = await look();
  await crowd.end();
  await server.end();
  return states;
}

async function enter(server: RunningServer, crowd: Program, depth: Depth): Promise<void> {
  const { url } = server;
  const request: CrowdRequest = { url, sessionId: LIVE_SESSION, depth, count: COUNT, atOnce: AT_ONCE, stay: true };
  await crowd.ask<CrowdReport>('enter', request);
}

function inWords([state, values]: [string, Values]): string {
  return `${state} ${values['serverMb']?.toFixed(0)} + ${values['workerMb']?.toFixed(0)}`;
}
