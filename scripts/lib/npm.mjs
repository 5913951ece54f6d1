import { run } from '../../media/engine/command.mjs';

/**
 * Runs npm: the one that runs us (`npm start` says where it is), started by this very Node; else the one on PATH.
 *
 * @param {string[]} args
 * @param {{ cwd: string, env?: object }} options
 * @returns {Promise<void>} rejects with an Error whose message is what npm complained about first
 */
export async function runNpm(args, options) {
  const cli = process.env.npm_execpath;
  const [program, first] = cli && /npm-cli\.c?js$/.test(cli) ? [process.execPath, [cli]] : ['npm', []];
  const complaints = [];
  const onLine = (line) => {
    const complaint = /^npm (?:error|ERR!) (.+)/.exec(line)?.[1];
    if (complaint && !/^(code|errno|syscall|A complete log)/.test(complaint)) complaints.push(complaint);
  };
  // `npm --silent` around us would otherwise keep this one's reasons to itself.
  const quiet = ['--loglevel', 'error', '--no-audit', '--no-fund'];
  try {
    await run(program, [...first, ...args, ...quiet], { ...options, onLine });
  } catch (error) {
    throw new Error(complaints[0] ?? error.message, { cause: error });
  }
}
