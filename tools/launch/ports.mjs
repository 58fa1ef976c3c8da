import { createServer } from 'node:net';

const probe = (port, host) =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(port, host, () => {
      const { port: taken } = server.address();
      server.close(() => resolve(taken));
    });
  });

/** A port that is free now: the preferred one if possible. */
export async function freePort(preferred = 0, host = '127.0.0.1') {
  return preferred ? probe(preferred, host).catch(() => probe(0, host)) : probe(0, host);
}

/** Several, all different: they are held until all are known. */
export async function freePorts(count, host = '127.0.0.1') {
  const servers = await Promise.all(
    Array.from(
      { length: count },
      () =>
        new Promise((resolve, reject) => {
          const server = createServer();
          server.once('error', reject);
          server.listen(0, host, () => resolve(server));
        }),
    ),
  );
  const ports = servers.map((server) => server.address().port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}

export const isPortFree = (port, host = '127.0.0.1') =>
  probe(port, host).then(
    () => true,
    () => false,
  );
