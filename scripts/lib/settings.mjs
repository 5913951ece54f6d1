import { accessSync, constants } from 'node:fs';
import { resolve } from 'node:path';
import { ClearError } from '../../media/engine/clear-error.mjs';
import { root } from './paths.mjs';

const MIN_SECRET = 32;

/**
 * What start.mjs was told by its arguments and the environment; checked as far as it can be before the long work.
 * The server checks the rest of the environment itself.
 *
 * @returns {{ production, demo, port, host, dataDir, databaseUrl, help }}
 */
export function readSettings(args, env) {
  const options = readArguments(args);
  const production = env.NODE_ENV === 'production';
  const demo = options.demo ?? (env.DEMO ? ['1', 'true'].includes(env.DEMO) : !production);
  if (production && demo) {
    throw new ClearError(
      '生产环境不能带演示数据启动，请去掉 --demo。',
      'Production refuses demo data and demo accounts: start without --demo.',
    );
  }
  if (production && (env.SECRET_KEY ?? '').length < MIN_SECRET) {
    throw new ClearError(
      `生产环境必须设置 SECRET_KEY（至少 ${MIN_SECRET} 个随机字符，例如 openssl rand -base64 48）。`,
      `Production needs SECRET_KEY: at least ${MIN_SECRET} random characters, e.g. from openssl rand -base64 48.`,
    );
  }
  checkWorker(env.MEDIASOUP_WORKER_BIN);
  return {
    production,
    demo,
    help: options.help,
    port: readPort(options.port ?? (env.PORT || '3000')),
    host: env.HOST || '0.0.0.0',
    dataDir: resolve(root, env.DATA_DIR || 'data'),
    databaseUrl: readDatabaseUrl(env.DATABASE_URL),
  };
}

function readArguments(args) {
  const options = { help: false };
  for (let index = 0; index < args.length; index += 1) {
    const [name, value] = args[index].split(/=(.*)/s);
    if (name === '--help' || name === '-h') options.help = true;
    else if (name === '--demo') options.demo = true;
    else if (name === '--no-demo') options.demo = false;
    else if (name === '--port') options.port = value ?? args[(index += 1)] ?? '';
    else throw new ClearError(`不认识的参数：${name}`, `Unknown option: ${name}. npm start -- --help lists them.`);
  }
  return options;
}

function readPort(text) {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65_535) return port;
  throw new ClearError(
    `端口应为 0 到 65535 之间的整数，现在是“${text}”。`,
    `The port must be an integer from 0 to 65535, not "${text}".`,
  );
}

function readDatabaseUrl(text) {
  if (!text) return null;
  if (isUrl(text) && /^postgres(ql)?:\/\//.test(text)) return text;
  throw new ClearError(
    'DATABASE_URL 格式不对，应为 postgresql://用户:密码@主机:5432/库名。',
    'DATABASE_URL is malformed: it must read postgresql://user:password@host:5432/database.',
  );
}

function isUrl(text) {
  try {
    return Boolean(new URL(text));
  } catch {
    return false;
  }
}

function checkWorker(path) {
  if (!path) return;
  try {
    accessSync(path, constants.X_OK);
  } catch {
    throw new ClearError(
      `MEDIASOUP_WORKER_BIN 指定的文件不存在或不可执行：${path}`,
      `MEDIASOUP_WORKER_BIN names a file that does not exist or cannot be run: ${path}`,
    );
  }
}
