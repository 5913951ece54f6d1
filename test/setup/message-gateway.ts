import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface GatewayRequest {
  body: string;
  headers: IncomingHttpHeaders;
  /** What was answered. */
  status: number;
}

type Answer = number | null | ((body: string) => number);

/** A bridge as an operator would run it, except that it keeps what it is given. */
export interface TestGateway {
  url: string;
  requests: GatewayRequest[];
  /** What it answers from now on; a redirect goes to `/elsewhere`, null: it never answers. */
  answer(status: Answer): void;
  /** Stops listening and cuts what is open. */
  down(): Promise<void>;
  /** Listens again at the same address. */
  up(): Promise<void>;
}

export async function startGateway(): Promise<TestGateway> {
  const requests: GatewayRequest[] = [];
  let answer: Answer = 200;
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += String(chunk);
    if (answer === null) return;
    const status = typeof answer === 'function' ? answer(body) : answer;
    requests.push({ body, headers: request.headers, status });
    response.writeHead(status, status >= 300 && status < 400 ? { Location: '/elsewhere' } : {}).end('{}');
  });
  await listen(server, 0);
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/messages`,
    requests,
    answer: (next) => {
      answer = next;
    },
    down: () => close(server),
    up: () => listen(server, port),
  };
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
