import { runBesideServer } from './lib/beside-server.mjs';
import { exitWith } from './lib/terminal.mjs';

runBesideServer('accounts/administration/admin-link.cli.js').catch(exitWith);
