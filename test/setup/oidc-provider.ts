import { generateKeyPairSync } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** The package brings no types; this is what is used of it. */
interface Oidc {
  callback(): (request: IncomingMessage, response: ServerResponse) => void;
  interactionFinished(request: IncomingMessage, response: ServerResponse, result: object): Promise<void>;
  Grant: new (owner: { accountId: string; clientId: string }) => {
    addOIDCScope(scope: string): void;
    save(): Promise<string>;
  };
}
type OidcClass = new (issuer: string, configuration: object) => Oidc;

interface Claims {
  phone_number?: string;
  phone_number_verified?: boolean;
  amr?: string[];
}

export interface TestProvider {
  issuer: string;
  clientId: string;
  clientSecret: string;
  /** What it says of who signs in there, by subject. */
  people: Map<string, Claims>;
  /** Paths that were asked, in order. */
  asked: string[];
  /** Changes the body of the answers to a path from now on; without a change they are its own again. */
  rewrite(path: string, change?: (body: string) => string): void;
  /** It takes requests and answers none, or answers again. */
  hang(on: boolean): void;
  down(): Promise<void>;
  up(): Promise<void>;
}

/** A real provider (OpenID Connect) on this machine with a form that lets in whoever gives a name. */
export async function startProvider(redirectUri: string): Promise<TestProvider> {
  const [clientId, clientSecret] = ['yunqiao', 'a-client-secret-of-the-test'];
  const people = new Map<string, Claims>();
  const changes = new Map<string, (body: string) => string>();
  const asked: string[] = [];
  let hangs = false;
  let oidc: Oidc | null = null;
  const server = createServer((request, response) => {
    const path = (request.url ?? '').split('?')[0] ?? '';
    asked.push(path);
    if (hangs || !oidc) return;
    const change = changes.get(path);
    if (change) rewriteEnd(response, change);
    if (path.startsWith('/interaction/')) void interaction(oidc, request, response);
    else oidc.callback()(request, response);
  });
  await listen(server, 0);
  const { port } = server.address() as AddressInfo;
  const issuer = `http://127.0.0.1:${port}`;
  oidc = await makeOidc(issuer, people, {
    client_id: clientId,
    client_secret: clientSecret,
    redirect_uris: [redirectUri],
  });
  return {
    issuer,
    clientId,
    clientSecret,
    people,
    asked,
    rewrite: (path, change) => void (change ? changes.set(path, change) : changes.delete(path)),
    hang: (on) => {
      hangs = on;
      if (!on) server.closeAllConnections();
    },
    down: () => close(server),
    up: () => listen(server, port),
  };
}

async function makeOidc(issuer: string, people: Map<string, Claims>, client: object): Promise<Oidc> {
  const { default: Provider } = (await import('oidc-provider' as string)) as { default: OidcClass };
  // What it takes by itself, too, but then with a warning.
  const { createMemoryAdapter } = (await import('oidc-provider/lib/adapters/memory_adapter.js' as string)) as {
    createMemoryAdapter(clockTolerance: number): unknown;
  };
  const oidc: Oidc = new Provider(issuer, {
    clients: [{ ...client, grant_types: ['authorization_code'], response_types: ['code'] }],
    adapter: createMemoryAdapter(0),
    jwks: { keys: [signingKey()] },
    cookies: { keys: ['a-cookie-key-of-the-test'] },
    claims: { openid: ['sub', 'amr'], phone: ['phone_number', 'phone_number_verified'] },
    features: { devInteractions: { enabled: false } },
    pkce: { required: () => true },
    ttl: { AccessToken: 60, AuthorizationCode: 60, Grant: 600, IdToken: 60, Interaction: 600, Session: 600 },
    interactions: { url: (_context: unknown, { uid }: { uid: string }) => `/interaction/${uid}` },
    findAccount: (_context: unknown, sub: string) => ({
      accountId: sub,
      claims: () => ({ sub, ...people.get(sub) }),
    }),
    // Nobody is asked to agree: the platform is the provider's own.
    loadExistingGrant: async ({ oidc: { client: asking, session } }: LoadedContext) => {
      const grant = new oidc.Grant({ clientId: asking.clientId, accountId: session.accountId });
      grant.addOIDCScope('openid phone');
      await grant.save();
      return grant;
    },
  });
  return oidc;
}

function signingKey(): object {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return { ...privateKey.export({ format: 'jwk' }), use: 'sig', alg: 'RS256' };
}

interface LoadedContext {
  oidc: { client: { clientId: string }; session: { accountId: string } };
}

async function interaction(oidc: Oidc, request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (request.method !== 'POST') {
    response.setHeader('Content-Type', 'text/html').end('<form method="post"><input name="login" /></form>');
    return;
  }
  let body = '';
  for await (const chunk of request) body += String(chunk);
  const login = new URLSearchParams(body).get('login');
  await oidc.interactionFinished(
    request,
    response,
    login ? { login: { accountId: login } } : { error: 'access_denied', error_description: 'Cancelled' },
  );
}

function rewriteEnd(response: ServerResponse, change: (body: string) => string): void {
  const end = response.end.bind(response) as (body?: string) => ServerResponse;
  response.end = ((body?: unknown) => {
    const text = change(String(body ?? ''));
    response.setHeader('Content-Length', Buffer.byteLength(text));
    return end(text);
  }) as ServerResponse['end'];
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => server.once('error', reject).listen(port, '127.0.0.1', resolve));
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
