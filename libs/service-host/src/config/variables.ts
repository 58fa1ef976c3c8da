import { z } from 'zod';
import { hint } from './hint.js';
import { kafkaVariables } from './kafka-variables.js';

export { hint };

const port = z.coerce
  .number('must be a number')
  .int('must be a whole number')
  .min(0, 'must be 0 to 65535')
  .max(65_535, 'must be 0 to 65535');

export const portVariable = (byDefault: number) =>
  hint(port.default(byDefault), `give a free port, 0 for any, or leave it out (${byDefault === 0 ? 'any free port' : byDefault})`);

const postgresUrl = (todo: string) => hint(z.url({ protocol: /^postgres(ql)?$/, error: 'must be a postgres:// URL' }).optional(), todo);

export const serviceUrl = (service: string) =>
  hint(
    z.url({ protocol: /^https?$/, error: 'must be an http:// or https:// URL' }).optional(),
    `give the address of the ${service} service, e.g. http://127.0.0.1:3001`,
  );

/** Milliseconds, with a default: how deadlines and intervals are configured. */
export const millisVariable = (byDefault: number) =>
  hint(
    z.coerce.number('must be a number of milliseconds').int().min(1).default(byDefault),
    `give milliseconds, or leave it out (${byDefault})`,
  );

/** What every service understands. An app adds its own in a second object; the same name there replaces the one here. */
export const hostVariables = z.object({
  PORT: portVariable(0),
  HOST: hint(z.string().min(1).default('127.0.0.1'), 'give the address to listen on, or leave it out (127.0.0.1)'),
  DATABASE_URL: postgresUrl("give the URL of the service's runtime role, e.g. postgres://orders_app:…@127.0.0.1:5432/orders"),
  DATABASE_OWNER_URL: postgresUrl("give the URL of the role that owns the service's schema; migrations run as it"),
  INTERNAL_TOKEN: hint(
    z
      .string()
      .min(16, 'must have at least 16 characters')
      .regex(/^[\x21-\x7e]+$/, 'must be visible ASCII')
      .optional(),
    'give one long random value to all services, e.g. from `openssl rand -hex 32`',
  ),
  CONSISTENCY_KEY: hint(
    z
      .string()
      .regex(/^[\x21-\x2b\x2d-\x7e]{16,}(,[\x21-\x2b\x2d-\x7e]{16,})*$/, 'must have at least 16 visible ASCII characters')
      .optional(),
    'leave it out: INTERNAL_TOKEN seals the tokens of clients; or give a random value, and after a comma the one before, while its tokens are about',
  ),
  PORTS: hint(
    z.enum(['postgres', 'in-memory'], "must be 'postgres' or 'in-memory'").default('postgres'),
    'use in-memory to try a service alone; nothing is kept then',
  ),
  INSTANCE: hint(
    z
      .string()
      .regex(/^[a-zA-Z0-9._-]{1,64}$/, 'must be 1 to 64 of letters, digits, dot, dash, underscore')
      .default(() => crypto.randomUUID().slice(0, 8)),
    'name this copy of the service, or leave it out (random)',
  ),
  TRANSPORT: hint(
    z.enum(['direct', 'kafka'], "must be 'direct' or 'kafka'").optional(),
    'leave it out: kafka when KAFKA_BROKERS is given, direct otherwise',
  ),
  ...kafkaVariables,
  FAULT_STOP_AT: hint(
    z
      .string()
      .regex(/^[a-z][a-z0-9-]*$/, 'must be the name of a subscription')
      .optional(),
    'for fault tests only: the process stops itself (SIGSTOP), once, between the fold and the watermark of this subscription',
  ),
  LOG_LEVEL: hint(
    z.enum(['silent', 'error', 'warn', 'info', 'debug'], "must be 'silent', 'error', 'warn', 'info' or 'debug'").default('info'),
    'leave it out for info',
  ),
});

export interface HostConfig extends z.output<typeof hostVariables> {
  /** Where the published logs of other services are, by service: LOG_URL_ORDERS is that of `orders`. */
  readonly LOG_URLS: Readonly<Record<string, string>>;
}

/** The variable that says where the published log of a service is. */
export const logVariable = (service: string): string => `LOG_URL_${service.toUpperCase().replaceAll('-', '_')}`;

export const serviceOfLogVariable = (name: string): string | undefined =>
  /^LOG_URL_([A-Z][A-Z0-9_]*)$/.exec(name)?.[1]?.toLowerCase().replaceAll('_', '-');

export const logUrlVariable = (service: string) => postgresUrl(`give the reader role's URL of the ${service} database (its published log)`);
