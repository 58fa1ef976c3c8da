import type { z } from 'zod';
import { ConfigError } from './config/read-config.js';
import { withoutSecrets } from './http/json-logger.js';
import { PortTaken } from './http/listen.js';
import { openHost, type RunningHost, type ServiceOptions } from './open-host.js';

/**
 * The whole life of a service's process: starts, tells its parent (`{ type: 'ready', service, port }` over IPC, if there is one), drains on SIGTERM,
 * SIGINT or when the parent is gone, and exits 0. When it cannot start it says why (`{ type: 'failed', message }` and stderr) and exits 1. A second signal exits at once.
 */
export const startService = async <Extra extends z.ZodRawShape = Record<never, never>>(options: ServiceOptions<Extra>): Promise<void> => {
  const stopping = stopSignal();
  try {
    const service = await openHost(options);
    service.logger.log('ready', { port: service.port, url: service.url });
    tellParent({ type: 'ready', service: options.name, port: service.port });
    await stopping.wanted;
    await finish(service);
  } catch (error) {
    fail(options.name, error);
  }
};

const finish = async (service: RunningHost): Promise<void> => {
  service.logger.log('draining', {});
  await service.drain();
  service.logger.log('stopped', {});
  process.exit(0);
};

const stopSignal = (): { readonly wanted: Promise<void> } => {
  let resolve!: () => void;
  const wanted = new Promise<void>((done) => (resolve = done));
  let signals = 0;
  const onSignal = (): void => {
    if (++signals > 1) process.exit(1);
    resolve();
  };
  process.on('SIGTERM', onSignal);
  process.on('SIGINT', onSignal);
  process.on('disconnect', () => resolve());
  return { wanted };
};

/** What an operator can mend is told in a sentence; a defect with its stack. */
const fail = (service: string, error: unknown): void => {
  const expected = error instanceof ConfigError || error instanceof PortTaken;
  const message = withoutSecrets(error instanceof Error ? error.message : String(error));
  const stack = !expected && error instanceof Error ? `\n${withoutSecrets(error.stack ?? '')}` : '';
  process.stderr.write(`${service} cannot start: ${message}${stack}\n`);
  if (!process.send || !process.connected) process.exit(1);
  process.send({ type: 'failed', service, message }, () => process.exit(1));
};

const tellParent = (message: object): void => {
  // The parent may have gone in this moment; 'disconnect' tells, the failed send need not.
  if (process.connected) process.send?.(message, () => undefined);
};
