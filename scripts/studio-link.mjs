import { runBesideServer } from './lib/beside-server.mjs';
import { exitWith } from './lib/terminal.mjs';

runBesideServer('stage/studio-link.cli.js').catch(exitWith);
