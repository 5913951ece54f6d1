import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { hasCommand, run } from './command.mjs';

const SOURCES_LIST = '/etc/apt/sources.list';
const SOURCES_FOLDER = '/etc/apt/sources.list.d';

/**
 * Fetches and unpacks the distribution's source package of libsrtp 2 (its library is built on NSS, four times slower
 * for AES-CM; the source builds on OpenSSL). apt checks the signature of the index and the hash of every file.
 *
 * Everything apt writes goes below `folder`, so this works without root and leaves the machine's lists alone.
 *
 * @returns {Promise<string>} the folder with the sources; throws when they cannot be had
 */
export async function fetchLibsrtpSource(folder) {
  if (!(await hasCommand('apt-get'))) throw new Error('apt-get is not there');
  const parts = join(folder, 'sources.list.d');
  for (const name of ['lists/partial', 'cache/archives/partial', 'source', 'sources.list.d']) {
    await mkdir(join(folder, name), { recursive: true });
  }
  const count = await writeSourceLists(parts);
  if (count === 0) throw new Error('no package source of the distribution is configured');
  const options = aptOptions(folder, parts);
  await run('apt-get', ['update', ...options], { timeout: 120_000 });
  const cwd = join(folder, 'source');
  await run('apt-get', ['source', ...options, 'libsrtp2'], { cwd, timeout: 120_000 });
  const entries = await readdir(cwd, { withFileTypes: true });
  const unpacked = entries.find((entry) => entry.isDirectory() && entry.name.startsWith('libsrtp2-'));
  if (!unpacked) throw new Error('the source package was not unpacked');
  return join(cwd, unpacked.name);
}

function aptOptions(folder, parts) {
  return [
    `Dir::Etc::sourcelist=/dev/null`,
    `Dir::Etc::sourceparts=${parts}`,
    `Dir::State::lists=${join(folder, 'lists')}`,
    `Dir::Cache=${join(folder, 'cache')}`,
    // As root apt would download as the user _apt, which may not enter our folder.
    'APT::Sandbox::User=root',
    'Acquire::Retries=2',
    'Acquire::http::Timeout=20',
    'Acquire::https::Timeout=20',
    'Acquire::Languages=none',
  ].flatMap((option) => ['-o', option]);
}

/** Writes the machine's own package sources as sources of source packages; returns how many entries there are. */
async function writeSourceLists(parts) {
  const codename = await releaseCodename();
  let count = 0;
  for (const file of await configuredLists()) {
    const text = await readFile(file, 'utf8');
    const deb822 = file.endsWith('.sources');
    const entries = deb822 ? sourceStanzas(text, codename) : sourceLines(text, codename);
    if (entries.length === 0) continue;
    const name = `${count}.${deb822 ? 'sources' : 'list'}`;
    await writeFile(join(parts, name), entries.join(deb822 ? '\n\n' : '\n') + '\n');
    count += entries.length;
  }
  return count;
}

async function configuredLists() {
  const names = await readdir(SOURCES_FOLDER).catch(() => []);
  const files = names.filter((name) => /\.(list|sources)$/.test(name)).map((name) => join(SOURCES_FOLDER, name));
  const main = await readFile(SOURCES_LIST).then(
    () => [SOURCES_LIST],
    () => [],
  );
  return [...main, ...files];
}

async function releaseCodename() {
  const text = await readFile('/etc/os-release', 'utf8').catch(() => '');
  return /^VERSION_CODENAME=(.*)$/m.exec(text)?.[1].replaceAll('"', '') || 'stable';
}

/** Deb822 stanzas of this release that offer binary packages, turned into `Types: deb-src`. */
export function sourceStanzas(text, codename) {
  return text
    .split(/\n\s*\n/)
    .map((stanza) =>
      stanza
        .split('\n')
        .filter((line) => !line.startsWith('#'))
        .join('\n')
        .trim(),
    )
    .filter((stanza) => /^Types:(.*\s)?deb(\s|$)/m.test(stanza) && !/^Enabled:\s*(no|false)\b/im.test(stanza))
    .filter((stanza) => ofRelease(/^Suites:\s*(.*)$/m.exec(stanza)?.[1] ?? '', codename))
    .map((stanza) => stanza.replace(/^Types:.*$/m, 'Types: deb-src').replace(/^Architectures:.*\n?/m, ''));
}

/** One-line entries (`deb [options] uri suite components`) of this release, turned into `deb-src`. */
export function sourceLines(text, codename) {
  return text
    .split('\n')
    .map((line) => /^deb\s+(\[[^\]]*\]\s+)?(\S+)\s+(\S+)\s+(.*)$/.exec(line.trim()))
    .filter((match) => match && ofRelease(match[3], codename))
    .map(([, options = '', uri, suite, components]) => `deb-src ${options}${uri} ${suite} ${components}`);
}

// Other vendors' repositories have suites of their own and hold no libsrtp; asking them only costs time.
function ofRelease(suites, codename) {
  const known = [codename, 'stable', 'oldstable', 'testing', 'unstable'];
  return suites.split(/\s+/).some((suite) => known.some((name) => suite === name || suite.startsWith(`${name}-`)));
}
