import type { LoggerService, LogLevel } from '@nestjs/common';

export type Level = 'error' | 'warn' | 'info' | 'debug';
const weight: Readonly<Record<Level, number>> = { error: 0, warn: 1, info: 2, debug: 3 };

/**
 * One JSON object a line: `time`, `level`, `service`, `instance`, `message`, and the fields of a plain object given beside it. Never give it bodies, headers or
 * queries: they hold secrets and personal data. Nest's own chatter at start is `debug`.
 */
export class JsonLogger implements LoggerService {
  constructor(
    private readonly about: { readonly service: string; readonly instance: string },
    private readonly upTo: Level | 'silent' = 'info',
    private readonly write: (line: string) => void = (line) => void process.stdout.write(line),
  ) {}

  error(message: unknown, ...more: unknown[]): void {
    this.line('error', message, more);
  }

  fatal(message: unknown, ...more: unknown[]): void {
    this.line('error', message, more);
  }

  warn(message: unknown, ...more: unknown[]): void {
    this.line('warn', message, more);
  }

  info(message: unknown, ...more: unknown[]): void {
    this.line('info', message, more);
  }

  /** Nest logs its start-up with `log(message, context)`. */
  log(message: unknown, ...more: unknown[]): void {
    this.line(typeof more.at(-1) === 'string' ? 'debug' : 'info', message, more);
  }

  debug(message: unknown, ...more: unknown[]): void {
    this.line('debug', message, more);
  }

  verbose(message: unknown, ...more: unknown[]): void {
    this.line('debug', message, more);
  }

  setLogLevels(_levels: LogLevel[]): void {}

  private line(level: Level, message: unknown, more: readonly unknown[]): void {
    if (this.upTo === 'silent' || weight[level] > weight[this.upTo]) return;
    const fields = Object.assign({}, ...more.map((one, index) => fieldsOf(one, index === more.length - 1))) as Record<string, unknown>;
    const record = { time: new Date().toISOString(), level, ...this.about, ...messageOf(message), ...fields };
    this.write(`${JSON.stringify(record, (_, value: unknown) => plain(value))}\n`);
  }
}

const messageOf = (message: unknown): Record<string, unknown> =>
  message instanceof Error ? { message: message.message, error: message } : { message };

const fieldsOf = (one: unknown, last: boolean): Record<string, unknown> => {
  if (one instanceof Error) return { error: one };
  if (typeof one === 'object' && one !== null) return one as Record<string, unknown>;
  if (typeof one !== 'string') return {};
  return last && !one.includes('\n') ? { context: one } : { stack: one };
};

const plain = (value: unknown): unknown => {
  if (value instanceof Error)
    return {
      name: value.name,
      message: withoutSecrets(value.message),
      stack: withoutSecrets(value.stack ?? ''),
      ...(value.cause !== undefined && { cause: value.cause }),
    };
  return typeof value === 'bigint' ? String(value) : value;
};

/** Drivers put connection URLs into messages. */
export const withoutSecrets = (text: string): string =>
  text.replaceAll(/\b([a-z][a-z0-9+]*:\/\/)[^\s/@:]*:[^\s@]*@/gi, '$1…@').replaceAll(/Bearer\s+\S+/gi, 'Bearer …');
