import { hasCommand, run } from './command.mjs';

const commands = {
  meson: 'meson',
  ninja: 'ninja-build',
  'pkg-config': 'pkg-config',
  'c++': 'g++',
  flatc: 'flatbuffers-compiler',
};

const modules = {
  libuv: 'libuv1-dev',
  openssl: 'libssl-dev',
  absl_flat_hash_map: 'libabsl-dev',
  flatbuffers: 'libflatbuffers-dev',
};

/**
 * Debian's names of what is missing to build the worker. It looks for the tools themselves, not for packages, so it
 * also tells the truth where they came by another way.
 */
export async function missingBuildPackages() {
  const missing = [];
  for (const [command, name] of Object.entries(commands)) {
    if (!(await hasCommand(command))) missing.push(name);
  }
  for (const [module, name] of Object.entries(modules)) {
    if (missing.includes('pkg-config') || !(await hasModule(module))) missing.push(name);
  }
  // Unpacks the source package of libsrtp; without apt there is none to unpack.
  if ((await hasCommand('apt-get')) && !(await hasCommand('dpkg-source'))) missing.push('dpkg-dev');
  return missing;
}

/** Whether pkg-config knows a library's development files. */
export async function hasModule(module) {
  return run('pkg-config', ['--exists', module]).then(
    () => true,
    () => false,
  );
}
