/**
 * How to call npm: the one that runs us (`npm start` says where it is), started by this very Node; else the one on
 * PATH.
 *
 * @returns {[string, string[]]} program and its first arguments
 */
export function npmCommand() {
  const cli = process.env.npm_execpath;
  return cli && /npm-cli\.c?js$/.test(cli) ? [process.execPath, [cli]] : ['npm', []];
}
