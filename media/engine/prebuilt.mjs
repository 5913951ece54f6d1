import { createWriteStream } from 'node:fs';
import { chmod, mkdir, stat } from 'node:fs/promises';
import { arch, platform, release } from 'node:os';
import { dirname } from 'node:path';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { run } from './command.mjs';
import { workerFault } from './worker-check.mjs';

// From a closed network, and often from inside China, the release page cannot be reached: do not wait for it.
const FIRST_BYTE_MS = 8_000;
const STALL_MS = 10_000;
const WHOLE_MS = 120_000;

/**
 * Downloads the worker that mediasoup publishes beside each release. mediasoup publishes no checksums: that it came
 * by TLS from the release page and that it runs here is all that can be known about it.
 *
 * @returns {Promise<string | null>} null when `target` is a worker that runs, else why not
 */
export async function downloadPrebuilt({ version, repository, target, log }) {
  const url = prebuiltUrl(version, repository);
  const archive = `${target}.tgz`;
  try {
    await mkdir(dirname(target), { recursive: true });
    await fetchTo(url, archive, log);
    await run('tar', ['-xzf', archive, '-C', dirname(target), 'mediasoup-worker']);
    await stat(target);
    await chmod(target, 0o755);
  } catch (error) {
    return reasonOf(error);
  }
  const fault = await workerFault(target, version);
  return fault && `it does not run on this machine: ${fault}`;
}

/** The name that mediasoup's own installer asks for; a mirror may be named as for that installer. */
function prebuiltUrl(version, repository) {
  const base =
    process.env.MEDIASOUP_WORKER_PREBUILT_DOWNLOAD_BASE_URL ||
    `${repository.replace(/^git\+/, '').replace(/\.git$/, '')}/releases/download`;
  const kernel = platform() === 'linux' ? `-kernel${release().split('.')[0]}` : '';
  return `${base}/${version}/mediasoup-worker-${version}-${platform()}-${arch()}${kernel}.tgz`;
}

async function fetchTo(url, file, log) {
  const abort = new AbortController();
  const giveUp = (ms) => setTimeout(() => abort.abort(new Error(`no data for ${ms / 1000} s`)), ms);
  let timer = giveUp(FIRST_BYTE_MS);
  const whole = setTimeout(() => abort.abort(new Error('too slow')), WHOLE_MS);
  try {
    const response = await fetch(url, { signal: abort.signal });
    if (!response.ok) throw new Error(`HTTP ${response.status}`);
    let received = 0;
    const meter = new Transform({
      transform(chunk, _encoding, done) {
        clearTimeout(timer);
        timer = giveUp(STALL_MS);
        received += chunk.length;
        const mb = (received / 1e6).toFixed(1);
        log.progress(`下载媒体引擎 ${mb} MB`, `downloading the media engine`);
        done(null, chunk);
      },
    });
    await pipeline(Readable.fromWeb(response.body), meter, createWriteStream(file), { signal: abort.signal });
  } finally {
    clearTimeout(timer);
    clearTimeout(whole);
  }
}

function reasonOf(error) {
  return error.cause?.code ?? error.cause?.message ?? error.message;
}
