import { existsSync, readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { availableParallelism, networkInterfaces } from 'node:os';
import { resolve } from 'node:path';

/** Settings of one running server; read once from the environment, checked, frozen. */
export interface Config {
  readonly production: boolean;
  readonly host: string;
  readonly port: number;
  /** Address under which people reach the server, without a trailing slash. */
  readonly publicUrl: string;
  readonly dataDir: string;
  readonly databaseUrl: string;
  readonly secretKey: string;
  /** Earlier SECRET_KEYs: they still open what they sealed, and do nothing else. */
  readonly secretKeysRetired: readonly string[];
  readonly demo: boolean;
  /** Province whose windows an empty installation begins with (GB/T 2260, two digits); null: with none. */
  readonly provinceCode: string | null;
  /** Number of proxies in front, for the client's address (express `trust proxy`). */
  readonly trustProxy: number;
  readonly tls: { cert: string; key: string } | null;
  readonly logLevel: string;
  readonly ffmpegPath: string;
  readonly media: {
    readonly workerBin: string;
    readonly workers: number;
    readonly announcedAddresses: readonly string[];
    readonly portBase: number;
    readonly viewersPerWorker: number;
  };
  readonly messages: MessageSettings;
  /** So long a notice stands in the app. */
  readonly noticeDays: number;
  /** Whether members of staff must set up a second factor before they may work. */
  readonly staffTotp: boolean;
  /** The provincial account (OpenID Connect); null: not configured. */
  readonly provider: { name: string; issuer: string; clientId: string; clientSecret: string } | null;
  readonly site: SiteSettings;
  readonly limits: {
    /** Requests per minute of one device. */
    readonly requestsPerMinute: number;
    /** Requests per minute of one IP address: wide, because a whole office shares one. */
    readonly requestsPerMinutePerAddress: number;
    /** New devices per minute of one IP address. */
    readonly newcomersPerMinutePerAddress: number;
    /** Sockets (open tabs) of one person in one session. */
    readonly socketsPerPerson: number;
    /** Socket commands per ten seconds of one socket. */
    readonly socketCommandsPer10s: number;
  };
  readonly stage: {
    /** People of one session on stage at a time. */
    readonly onStage: number;
    /** People of one session backstage at a time. */
    readonly backstage: number;
  };
}

/** What the pages say of who runs them. */
interface SiteSettings {
  readonly operator: string | null;
  readonly icp: string | null;
  readonly publicSecurity: { text: string; url: string } | null;
  readonly privacyTextFile: string | null;
}

/** Ways out of the house; null: not configured. */
interface MessageSettings {
  /** Bridges to providers of text messages and of WeChat; see docs/messages.md. */
  readonly gateways: Readonly<Record<'sms' | 'wechat', { url: string; secret: string } | null>>;
  readonly smtp: { readonly url: string; readonly from: string } | null;
}

/** A setting that cannot be used. The message names the variable and says what it takes. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/** What the test suite runs with; it stands in the repository, so production refuses it. */
export const TEST_SECRET = 'a-secret-only-for-the-test-suite-0123456789';

/** Secrets that have stood in a document or a default once; production refuses them. */
const KNOWN_SECRETS = new Set(['secret', 'changeme', 'change-me', 'yunqiao', 'development', TEST_SECRET]);
const MIN_SECRET_LENGTH = 32;
const MIN_GATEWAY_SECRET_LENGTH = 16;
const SENDER = /^(?:[^<>@\r\n]*<[^\s<>@,]+@[^\s<>@,]+>|[^\s<>@,]+@[^\s<>@,]+)$/;
/** Hosts that no other machine can answer for. */
const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);
const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'];
const PROVINCES = [
  ...['11', '12', '13', '14', '15', '21', '22', '23', '31', '32', '33', '34', '35', '36', '37', '41', '42', '43'],
  ...['44', '45', '46', '50', '51', '52', '53', '54', '61', '62', '63', '64', '65'],
];
const HOST_NAME = /^(?=.{1,253}$)[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*$/i;

type Environment = Readonly<Record<string, string | undefined>>;

function integer(env: Environment, name: string, fallback: number, min: number, max: number): number {
  const text = env[name];
  if (text === undefined || text === '') return fallback;
  const value = Number(text);
  if (!Number.isInteger(value) || value < min || value > max) {
    throw new ConfigError(
      `${name} 应为 ${min} 到 ${max} 之间的整数 / ${name} must be an integer from ${min} to ${max}, got "${text}"`,
    );
  }
  return value;
}

function flag(env: Environment, name: string, fallback: boolean): boolean {
  const text = env[name];
  if (text === undefined || text === '') return fallback;
  if (text === '1' || text === 'true') return true;
  if (text === '0' || text === 'false') return false;
  throw new ConfigError(`${name} 应为 1 或 0 / ${name} must be 1 or 0, got "${text}"`);
}

/** Comma-separated; blanks around the entries and empty ones do not count. */
function list(env: Environment, name: string): string[] {
  return (env[name] ?? '')
    .split(',')
    .map((entry) => entry.trim())
    .filter(Boolean);
}

function required(env: Environment, name: string, hint: string): string {
  const value = env[name];
  if (!value) throw new ConfigError(`缺少 ${name} / ${name} is missing: ${hint}`);
  return value;
}

function secret(env: Environment, production: boolean): string {
  const value = required(env, 'SECRET_KEY', 'at least 32 characters, e.g. `openssl rand -base64 48`');
  if (!production) return value;
  if (value.length < MIN_SECRET_LENGTH || new Set(value).size < 10 || KNOWN_SECRETS.has(value.toLowerCase())) {
    throw new ConfigError(
      `SECRET_KEY 太短、太简单或是默认值, 生产环境拒绝启动 / SECRET_KEY is too short, too simple or a default: ` +
        `production needs at least ${MIN_SECRET_LENGTH} random characters`,
    );
  }
  return value;
}

/** The loopback address and this machine's own addresses: what browsers on the same network can reach. */
export function ownAddresses(): string[] {
  const own = Object.values(networkInterfaces())
    .flatMap((list) => list ?? [])
    .filter((entry) => entry.family === 'IPv4' && !entry.internal)
    .map((entry) => entry.address);
  return ['127.0.0.1', ...new Set(own)];
}

function url(env: Environment, name: string, fallback: string): string {
  const text = env[name] || fallback;
  if (!URL.canParse(text) || !/^https?:$/.test(new URL(text).protocol)) {
    throw new ConfigError(`${name} 应为 http(s) 地址 / ${name} must be an http(s) address, got "${text}"`);
  }
  const { search, hash } = new URL(text);
  if (search || hash) throw new ConfigError(`${name} 不能带 ? 或 # / ${name} must not contain ? or #, got "${text}"`);
  return text.replace(/\/+$/, '');
}

/** Addresses that browsers are told for media: IP addresses, or names that they can resolve. */
function announced(env: Environment): string[] {
  const text = env['MEDIA_ANNOUNCED_ADDRESS'];
  if (!text) return ownAddresses();
  const addresses = text.split(',').map((address) => address.trim());
  const wrong = addresses.find((address) => isIP(address) === 0 && !HOST_NAME.test(address));
  if (wrong !== undefined) {
    throw new ConfigError(
      `MEDIA_ANNOUNCED_ADDRESS 应为以逗号分隔的 IP 地址或主机名 / MEDIA_ANNOUNCED_ADDRESS must list IP addresses or host names, got "${wrong}"`,
    );
  }
  return addresses;
}

function oneOf(env: Environment, name: string, values: readonly string[], fallback: string): string {
  const text = env[name] || fallback;
  if (values.includes(text)) return text;
  throw new ConfigError(
    `${name} 应为 ${values.join('、')} 之一 / ${name} must be one of ${values.join(', ')}, got "${text}"`,
  );
}

function province(env: Environment): string | null {
  const code = oneOf(env, 'PROVINCE_CODE', ['none', ...PROVINCES], '43');
  return code === 'none' ? null : code;
}

function readTls(env: Environment): Config['tls'] {
  const [cert, key] = [env['TLS_CERT'], env['TLS_KEY']];
  if (!cert && !key) return null;
  if (!cert || !key)
    throw new ConfigError('TLS_CERT 与 TLS_KEY 须同时给出 / TLS_CERT and TLS_KEY must be set together');
  try {
    return { cert: readFileSync(cert, 'utf8'), key: readFileSync(key, 'utf8') };
  } catch (cause) {
    throw new ConfigError(
      `无法读取 TLS 证书或密钥 / cannot read the TLS certificate or key: ${(cause as Error).message}`,
    );
  }
}

function gateway(env: Environment, name: string): { url: string; secret: string } | null {
  const text = env[name];
  if (!text) return null;
  const address = URL.canParse(text) ? new URL(text) : null;
  // The address is not repeated: it may hold a key.
  if (!address || !/^https?:$/.test(address.protocol) || address.username || address.password || address.hash) {
    throw new ConfigError(
      `${name} 应为不含用户名、密码和 # 的 http(s) 地址 / ${name} must be an http(s) address without user, password or #`,
    );
  }
  const secret = env['MESSAGE_GATEWAY_SECRET'] ?? '';
  if (secret.length < MIN_GATEWAY_SECRET_LENGTH) {
    throw new ConfigError(
      `设置 ${name} 时须同时设置 MESSAGE_GATEWAY_SECRET, 至少 ${MIN_GATEWAY_SECRET_LENGTH} 个字符 / ` +
        `${name} needs MESSAGE_GATEWAY_SECRET with at least ${MIN_GATEWAY_SECRET_LENGTH} characters`,
    );
  }
  return Object.freeze({ url: text, secret });
}

function site(env: Environment): SiteSettings {
  const privacyTextFile = env['PRIVACY_TEXT_FILE'] || null;
  if (privacyTextFile && !existsSync(privacyTextFile)) {
    throw new ConfigError(`找不到 PRIVACY_TEXT_FILE / PRIVACY_TEXT_FILE does not exist: ${privacyTextFile}`);
  }
  const text = env['PUBLIC_SECURITY_RECORD'];
  return Object.freeze({
    operator: env['OPERATOR_NAME'] || null,
    icp: env['ICP_RECORD'] || null,
    publicSecurity: text ? { text, url: url(env, 'PUBLIC_SECURITY_URL', 'https://beian.mps.gov.cn') } : null,
    privacyTextFile,
  });
}

function provider(env: Environment, production: boolean): Config['provider'] {
  const issuer = env['OIDC_ISSUER'];
  if (!issuer) return null;
  const [clientId, clientSecret] = [env['OIDC_CLIENT_ID'], env['OIDC_CLIENT_SECRET']];
  if (!clientId || !clientSecret) {
    throw new ConfigError(
      '设置 OIDC_ISSUER 时须同时设置 OIDC_CLIENT_ID 与 OIDC_CLIENT_SECRET / OIDC_ISSUER needs OIDC_CLIENT_ID and OIDC_CLIENT_SECRET',
    );
  }
  return Object.freeze({
    name: env['OIDC_NAME'] || '省统一账号',
    issuer: issuerAddress(issuer, production),
    clientId,
    clientSecret,
  });
}

/** As the provider writes it: a slash at the end belongs to it. */
function issuerAddress(text: string, production: boolean): string {
  const address = URL.canParse(text) ? new URL(text) : null;
  const isPlain = address?.protocol === 'http:' && (!production || LOOPBACK.has(address.hostname));
  if (!address || !(address.protocol === 'https:' || isPlain)) {
    throw new ConfigError(
      `OIDC_ISSUER 应为 https 地址 (生产环境以外或本机可用 http) / OIDC_ISSUER must be an https address (http only outside production or on loopback), got "${text}"`,
    );
  }
  if (address.search || address.hash || address.username || address.href.includes('/.well-known/')) {
    throw new ConfigError(
      'OIDC_ISSUER 应为颁发者地址本身, 不含 /.well-known/、用户名、? 或 # / OIDC_ISSUER is the issuer itself, without /.well-known/, user, ? or #',
    );
  }
  return text;
}

function smtp(env: Environment): MessageSettings['smtp'] {
  const [text, from = ''] = [env['SMTP_URL'], env['MAIL_FROM']];
  if (!text) return null;
  if (!URL.canParse(text) || !/^smtps?:$/.test(new URL(text).protocol) || !new URL(text).hostname) {
    throw new ConfigError(
      'SMTP_URL 应为 smtp:// 或 smtps:// 地址 / SMTP_URL must be an smtp:// or smtps:// address, e.g. smtps://user:password@host',
    );
  }
  if (!SENDER.test(from)) {
    throw new ConfigError(
      `设置 SMTP_URL 时须同时设置 MAIL_FROM (发件人) / SMTP_URL needs MAIL_FROM, e.g. "云桥 <notice@example.cn>", got "${from}"`,
    );
  }
  return Object.freeze({ url: text, from });
}

/** @throws ConfigError with one sentence in both languages */
export function readConfig(env: Environment): Config {
  const production = env['NODE_ENV'] === 'production';
  const demo = flag(env, 'DEMO', false);
  if (production && demo) {
    throw new ConfigError('生产环境不能带演示数据启动 / production refuses demo data: start without DEMO (--no-demo)');
  }
  if (env['REDIS_URL']) {
    throw new ConfigError(
      '本版本只支持单进程运行, 请去掉 REDIS_URL / this version runs as one process: REDIS_URL is not supported yet, unset it',
    );
  }
  const port = integer(env, 'PORT', 3000, 0, 65_535);
  const tls = readTls(env);
  const dataDir = resolve(env['DATA_DIR'] || 'data');
  return Object.freeze({
    production,
    host: env['HOST'] || '0.0.0.0',
    port,
    publicUrl: url(env, 'PUBLIC_URL', `${tls ? 'https' : 'http'}://localhost:${port}`),
    dataDir,
    databaseUrl: required(env, 'DATABASE_URL', 'postgresql://user:password@host:5432/database (npm start sets it)'),
    secretKey: secret(env, production),
    secretKeysRetired: Object.freeze(list(env, 'SECRET_KEYS_RETIRED')),
    demo,
    provinceCode: province(env),
    trustProxy: integer(env, 'TRUST_PROXY', 0, 0, 8),
    tls,
    logLevel: oneOf(env, 'LOG_LEVEL', LOG_LEVELS, 'info'),
    ffmpegPath: env['FFMPEG_PATH'] || 'ffmpeg',
    media: Object.freeze({
      workerBin: required(env, 'MEDIASOUP_WORKER_BIN', 'path of the mediasoup worker (npm start obtains it)'),
      workers: integer(env, 'MEDIA_WORKERS', Math.min(availableParallelism(), 16), 1, 64),
      announcedAddresses: Object.freeze(announced(env)),
      portBase: integer(env, 'MEDIA_PORT_BASE', 40_000, 0, 65_000),
      // A quarter of a core at the 4.9 µs per packet that `npm run bench -- fanout` measured, 60 % on a machine half as
      // fast: docs/performance.md. Who comes beyond is given the broadcast.
      viewersPerWorker: integer(env, 'MEDIA_VIEWERS_PER_WORKER', 300, 1, 2_000),
    }),
    messages: Object.freeze({
      gateways: Object.freeze({ sms: gateway(env, 'SMS_GATEWAY_URL'), wechat: gateway(env, 'WECHAT_GATEWAY_URL') }),
      smtp: smtp(env),
    }),
    noticeDays: integer(env, 'NOTICE_DAYS', 365, 30, 3_650),
    staffTotp: flag(env, 'STAFF_TOTP', production),
    provider: provider(env, production),
    site: site(env),
    limits: Object.freeze({
      requestsPerMinute: integer(env, 'LIMIT_REQUESTS_PER_MINUTE', 600, 1, 1_000_000),
      requestsPerMinutePerAddress: integer(env, 'LIMIT_REQUESTS_PER_MINUTE_PER_ADDRESS', 60_000, 1, 10_000_000),
      newcomersPerMinutePerAddress: integer(env, 'LIMIT_NEWCOMERS_PER_MINUTE_PER_ADDRESS', 3_000, 1, 1_000_000),
      socketsPerPerson: integer(env, 'LIMIT_SOCKETS_PER_PERSON', 8, 1, 1_000),
      socketCommandsPer10s: integer(env, 'LIMIT_SOCKET_COMMANDS_PER_10S', 120, 1, 1_000_000),
    }),
    stage: Object.freeze({
      onStage: integer(env, 'STAGE_ON_STAGE_LIMIT', 8, 1, 16),
      backstage: integer(env, 'STAGE_BACKSTAGE_LIMIT', 12, 1, 16),
    }),
  });
}

/** Injection token of the frozen Config. */
export const CONFIG = Symbol('Config');
