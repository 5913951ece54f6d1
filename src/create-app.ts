import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';
import express, { type NextFunction, type Response } from 'express';
import helmet from 'helmet';
import type { Logger as PinoLogger } from 'pino';
import { AppModule } from './app.module.js';
import type { Config } from './config.js';
import { ReadPool } from './infra/database/read-pool.js';
import { Metrics } from './infra/metrics.js';
import { type ActorRequest } from './infra/policy.js';
import { Readiness } from './infra/readiness.js';
import { NestLog } from './infra/nest-log.js';
import { TicketAdapter } from './infra/socket/socket.adapter.js';
import { SocketHub } from './infra/socket/socket-hub.js';
import { requestDeadline } from './infra/http/request-deadline.js';
import { serveClient } from './infra/http/serve-client.js';

/** Requests carry forms at most; files come by the routes that say so (`ReceivesFile`). */
const BODY_LIMIT = '64kb';
/** Two thousand invited phones with names. */
const LONG_LISTS = /^\/api\/sessions\/[^/]+\/phones$/;
const LIST_LIMIT = '1mb';
/** A request that has not arrived whole by then is cut off; 20 MB at 2 Mbit/s take 80 s. */
const REQUEST_TIMEOUT_MS = 15_000;
const UPLOAD_TIMEOUT_MS = 120_000;

/** The whole application, ready to listen. Tests use the same one. */
export async function createApp(config: Config, log: PinoLogger): Promise<NestExpressApplication> {
  const app = await NestFactory.create<NestExpressApplication>(AppModule.with(config), {
    logger: new NestLog(log),
    bodyParser: false,
    abortOnError: false,
    ...(config.tls && { httpsOptions: config.tls }),
  });
  app.set('trust proxy', config.trustProxy);
  app.set('etag', 'strong');
  app.disable('x-powered-by');
  app.use(securityHeaders(config));
  app.use(measureRequests(app.get(Metrics)));
  app.use(requestDeadline({ formMs: REQUEST_TIMEOUT_MS, uploadMs: UPLOAD_TIMEOUT_MS }));
  app.use(LONG_LISTS, express.json({ limit: LIST_LIMIT, strict: true, reviver: refusePrototypes }));
  app.useBodyParser('json', { limit: BODY_LIMIT, strict: true, reviver: refusePrototypes });
  app.useWebSocketAdapter(new TicketAdapter(app, config));
  app.enableShutdownHooks([]);
  describeApi(app);
  serveClient(app);
  watchHealth(app);
  const server = app.getHttpServer();
  server.requestTimeout = UPLOAD_TIMEOUT_MS;
  server.headersTimeout = REQUEST_TIMEOUT_MS;
  return app;
}

/** Names with which a body could reach into objects that are not its own; no field of ours is called so. */
function refusePrototypes(key: string, value: unknown): unknown {
  if (key === '__proto__' || key === 'constructor') throw new SyntaxError(`Refused key: ${key}`);
  return value;
}

function securityHeaders(config: Config) {
  const common = { strictTransportSecurity: config.tls !== null || config.publicUrl.startsWith('https:') };
  const directives = {
    defaultSrc: ["'self'"],
    // hls.js plays through object URLs.
    mediaSrc: ["'self'", 'blob:'],
    imgSrc: ["'self'", 'blob:'],
    // Older Safari does not take the page's own websocket for 'self'.
    connectSrc: ["'self'", config.publicUrl.replace(/^http/, 'ws')],
    objectSrc: ["'none'"],
    baseUri: ["'none'"],
    frameAncestors: ["'self'"],
    formAction: ["'self'"],
    upgradeInsecureRequests: null,
  };
  const strict = helmet({ ...common, contentSecurityPolicy: { useDefaults: false, directives } });
  // The browsable API description brings its own inline styles and pictures; nothing else does.
  const docs = helmet({
    ...common,
    contentSecurityPolicy: {
      useDefaults: false,
      directives: { ...directives, styleSrc: ["'self'", "'unsafe-inline'"], imgSrc: ["'self'", 'data:'] },
    },
  });
  return (request: ActorRequest, response: Response, next: NextFunction): void => {
    (request.path.startsWith('/api/docs') ? docs : strict)(request, response, next);
  };
}

function measureRequests(metrics: Metrics) {
  return (request: ActorRequest, response: Response, next: NextFunction): void => {
    const stop = metrics.requestSeconds.startTimer();
    response.once('finish', () => stop({ method: request.method, status: String(response.statusCode) }));
    next();
  };
}

function describeApi(app: NestExpressApplication): void {
  const description = new DocumentBuilder()
    .setTitle('Yunqiao 云桥')
    .setDescription(
      'Commands go over HTTP, news over sockets. Errors are application/problem+json with a stable `code`.',
    )
    .setVersion('1')
    .build();
  const document = () => SwaggerModule.createDocument(app, description);
  SwaggerModule.setup('api/docs', app, document, { jsonDocumentUrl: 'api/openapi.json' });
}

function watchHealth(app: NestExpressApplication): void {
  app.get(Readiness).register('database', async () => {
    await app.get(ReadPool).query('SELECT 1');
    return true;
  });
  app.get(Metrics).gauge('yunqiao_sockets', 'Sockets on this node', () => app.get(SocketHub).count());
}
