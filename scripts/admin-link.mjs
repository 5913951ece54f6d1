import { runBesideServer } from './lib/beside-server.mjs';
import { exitWith } from './lib/terminal.mjs';

runBesideServer('accounts/admin-link.cli.js').catch(exitWith);
