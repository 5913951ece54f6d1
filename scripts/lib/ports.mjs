import { createServer } from 'node:net';

/**
 * Whether a server could listen there now, found out by doing it.
 *
 * @returns {Promise<string | null>} null, or the error's code (EADDRINUSE, EACCES, EADDRNOTAVAIL, ENOTFOUND)
 */
export function bindFault(port, host) {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', (error) => resolve(error.code));
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(null)));
  });
}

/** A port of the loopback interface that is free now. */
export function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen({ port: 0, host: '127.0.0.1' }, () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}
