import { ClearError } from '../../media/engine/clear-error.mjs';
import { hasCommand, run } from '../../media/engine/command.mjs';

const INSTALL = ['install', '-y', '--no-install-recommends', '-o', 'DPkg::Lock::Timeout=120'];

/**
 * Installs what is missing of these Debian packages: as root, or by sudo where that asks no password. Otherwise it
 * throws the exact command for a person to run.
 *
 * @param {string[]} names
 * @param {{ terminal, zh: string, en: string }} why `zh` and `en` say what they are for
 */
export async function ensureSystemPackages(names, { terminal, zh, en }) {
  const missing = await notInstalled(names);
  if (missing.length === 0) return;
  const prefix = await privilege();
  if (prefix === null) throw handWork(missing, zh, en);
  terminal.step(`安装系统软件包（${zh}）：${missing.join(' ')}`, `Installing system packages (${en})`);
  const apt = (args) => runApt(prefix, args, terminal);
  try {
    await apt([...INSTALL, ...missing]);
  } catch {
    // No package lists yet, or lists older than the archive.
    await apt(['update', '-o', 'DPkg::Lock::Timeout=120']).catch(() => {});
    await apt([...INSTALL, ...missing]).catch((error) => {
      throw new ClearError(
        `安装系统软件包失败：${missing.join(' ')}`,
        `Installing system packages failed: ${error.tail.at(-1) ?? error.message}`,
        { cause: error },
      );
    });
  }
}

/** Which of these packages dpkg does not know as installed (all of them where there is no dpkg). */
export async function notInstalled(names) {
  const known = await Promise.all(
    names.map((name) =>
      run('dpkg-query', ['-W', '-f=${db:Status-Status}\n', name]).then(
        ({ stdout }) => stdout.split('\n').includes('installed'),
        () => false,
      ),
    ),
  );
  return names.filter((_, index) => !known[index]);
}

/** @returns {Promise<string[] | null>} what to put before a command of root's; null where a person must run it */
async function privilege() {
  if (!(await hasCommand('apt-get'))) return null;
  if (process.getuid() === 0) return [];
  return run('sudo', ['-n', 'true'], { timeout: 10_000 }).then(
    () => ['sudo', '-n'],
    () => null,
  );
}

function handWork(missing, zh, en) {
  const install = `sudo apt-get update && sudo apt-get install -y --no-install-recommends ${missing.join(' ')}`;
  return new ClearError(
    `缺少系统软件包（${zh}），请先运行：${install}`,
    `System packages are missing (${en}): run the command above, then start again.`,
  );
}

function runApt(prefix, args, terminal) {
  // As environment assignments through `env`, because sudo drops the environment.
  const [program, ...rest] = [...prefix, 'env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get', ...args];
  const onLine = (line) => {
    const step = /^(Get:\d+|Unpacking|Setting up) .*/.exec(line)?.[0];
    if (step) terminal.progress('apt', step.slice(0, 70));
  };
  return run(program, rest, { onLine });
}
