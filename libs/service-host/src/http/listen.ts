import type { AddressInfo } from 'node:net';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';

/** The port is taken, or may not be used. Says which variable changes it. */
export class PortTaken extends Error {
  override readonly name = 'PortTaken';
}

/** Listens and answers where. Throws PortTaken. */
export const listen = async (app: NestFastifyApplication, host: string, port: number): Promise<{ port: number; url: string }> => {
  try {
    // Not app.listen: Nest would log the error, in its words, before we can.
    await app.getHttpAdapter().getInstance().listen({ port, host });
  } catch (error) {
    throw explained(error, host, port);
  }
  const bound = (app.getHttpServer().address() as AddressInfo).port;
  const name = host.includes(':') ? `[${host}]` : host;
  return { port: bound, url: `http://${host === '0.0.0.0' || host === '::' ? '127.0.0.1' : name}:${bound}` };
};

const explained = (error: unknown, host: string, port: number): unknown => {
  const code = (error as { code?: string }).code;
  if (code === 'EADDRINUSE')
    return new PortTaken(`port ${port} on ${host} is taken by another program: stop it, or set PORT to a free port (0 for any)`, {
      cause: error,
    });
  if (code === 'EACCES')
    return new PortTaken(`port ${port} on ${host} may not be used by this account: set PORT to one above 1023`, { cause: error });
  if (code === 'EADDRNOTAVAIL')
    return new PortTaken(`${host} is not an address of this machine: set HOST (127.0.0.1 for this machine only)`, { cause: error });
  return error;
};
