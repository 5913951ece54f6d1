import { io, type Socket } from 'socket.io-client';
import type { Ack, ClientCommands, ServerNews } from '../../src/contracts/socket.js';

export type TestSocket = Socket<ServerNews, ClientCommands>;

/** Opens a socket with a ticket; rejects with the server's refusal. */
export async function connect(url: string, ticket: unknown, headers: Record<string, string> = {}): Promise<TestSocket> {
  const socket = unopened(url, ticket, headers);
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('connect_error', (error) => {
      socket.disconnect();
      reject(error);
    });
  });
  return socket;
}

/** Why a socket that the server lets in is closed by it at once; its goodbye may come together with the welcome. */
export async function goodbyeTo(url: string, ticket: unknown): Promise<{ reason: string; retry: boolean }> {
  const socket = unopened(url, ticket, {});
  try {
    return await new Promise((resolve, reject) => {
      socket.once('goodbye', resolve);
      socket.once('connect_error', reject);
    });
  } finally {
    socket.disconnect();
  }
}

function unopened(url: string, ticket: unknown, headers: Record<string, string>): TestSocket {
  return io(url, {
    path: '/socket.io',
    transports: ['websocket'],
    auth: { ticket },
    forceNew: true,
    reconnection: false,
    extraHeaders: headers,
  });
}

/** Sends a command as any program could, well-formed or not, and answers its acknowledgement. */
export async function command<T>(socket: TestSocket, name: string, ...parameters: unknown[]): Promise<Ack<T>> {
  const raw = socket as unknown as {
    timeout(ms: number): { emitWithAck(name: string, ...p: unknown[]): Promise<Ack<T>> };
  };
  return raw.timeout(8_000).emitWithAck(name, ...parameters);
}

export async function commandOk<T>(
  socket: TestSocket,
  name: keyof ClientCommands,
  parameters: object = {},
): Promise<T> {
  const answer = await command<T>(socket, name, parameters);
  if (!answer.ok) throw new Error(`${name}: ${JSON.stringify(answer.error)}`);
  return answer.data;
}
