import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/**
 * The lines of mediasoup's worker that must read otherwise when it is built against Debian's libraries. Each must be
 * found exactly once: a mediasoup that has changed there is looked at by a person, not built on luck.
 */
const mends = [
  {
    file: 'meson.build',
    // Debian 12 has Meson 1.0.1; nothing that is used here came with 1.1.
    find: "meson_version: '>= 1.1.0'",
    replace: "meson_version: '>= 1.0.0'",
  },
  {
    file: 'meson.build',
    // A precompiled header takes the build from 5 min 40 s to 3 min 13 s on two cores.
    find: "  cpp_args: cpp_args + ['-DMS_EXECUTABLE'],\n",
    replace: "  cpp_args: cpp_args + ['-DMS_EXECUTABLE'],\n  cpp_pch: 'pch/worker_pch.hpp',\n",
  },
  {
    file: 'src/RTC/DtlsTransport.cpp',
    // BIO_CB_RETURN is a flag beside the operation. Compared as a value it never matches, the callback answers 1 to
    // every question, also to "do you send by kernel TLS?", which Debian's OpenSSL asks: the first DTLS handshake
    // then ends the worker by SIGSEGV.
    find: '(operationType == BIO_CB_RETURN)',
    replace: '((operationType & BIO_CB_RETURN) != 0)',
  },
];

const precompiledHeader = `#include "Logger.hpp"
#include "RTC/Transport.hpp"
#include "RTC/SCTP/packet/Packet.hpp"
`;

/** Mends the copy of mediasoup's worker sources in `folder`. */
export async function mendSources(folder) {
  for (const { file, find, replace } of mends) {
    const path = join(folder, file);
    const parts = (await readFile(path, 'utf8')).split(find);
    if (parts.length !== 2) throw new Error(`${file}: expected exactly one "${find.trim()}"`);
    await writeFile(path, parts.join(replace));
  }
  const header = join(folder, 'pch/worker_pch.hpp');
  await mkdir(dirname(header), { recursive: true });
  await writeFile(header, precompiledHeader);
}
