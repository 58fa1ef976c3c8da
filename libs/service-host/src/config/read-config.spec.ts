import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { ConfigError, demand, readConfig } from './read-config.js';
import { millisVariable, portVariable } from './variables.js';

const errorOf = (environment: Record<string, string>): string => {
  try {
    readConfig(undefined, environment);
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError);
    return (error as Error).message;
  }
  throw new Error('was accepted');
};

describe('the configuration', () => {
  it('has defaults that suit a developer alone, and a name for each copy', () => {
    const config = readConfig(undefined, {});
    expect(config).toMatchObject({ PORT: 0, HOST: '127.0.0.1', PORTS: 'postgres', LOG_LEVEL: 'info' });
    expect(config.INSTANCE).not.toBe(readConfig(undefined, {}).INSTANCE);
  });

  it('takes an empty variable as left out, and ignores what it does not know', () => {
    expect(readConfig(undefined, { PORT: ' ', PATH: '/bin' })).toMatchObject({ PORT: 0 });
  });

  it('takes the variables of an app beside its own, which may replace them', () => {
    const config = readConfig(z.object({ PORT: portVariable(8080), DEADLINE_MS: millisVariable(500) }), { DEADLINE_MS: '20' });
    expect([config.PORT, config.DEADLINE_MS]).toEqual([8080, 20]);
  });

  it('names every variable that is wrong, what is wrong, and what to do', () => {
    const message = errorOf({ PORT: 'http', PORTS: 'mysql' });
    expect(message).toContain("PORT is 'http': must be a number; give a free port, 0 for any, or leave it out (any free port)");
    expect(message).toContain("PORTS is 'mysql': must be 'postgres' or 'in-memory'; use in-memory");
    expect(errorOf({ PORT: '70000' })).toContain('must be 0 to 65535');
  });

  it('says of a missing one only what to do', () => {
    expect(() => readConfig(z.object({ ORDERS_URL: z.url().meta({ todo: 'give its address' }) }), {})).toThrow(
      'ORDERS_URL is missing: give its address',
    );
  });

  it('never shows what may be a secret', () => {
    const message = errorOf({ DATABASE_URL: 'mysql://me:secret@host/db', INTERNAL_TOKEN: 'secret' });
    expect(message).toContain('DATABASE_URL (not shown) is wrong: must be a postgres:// URL');
    expect(message).toContain('INTERNAL_TOKEN (not shown) is wrong: must have at least 16 characters');
    expect(message).not.toContain('secret');
  });

  it('demands what a service cannot do without', () => {
    expect(() => demand(readConfig(undefined, {}), 'DATABASE_URL', 'orders keeps its log there')).toThrow(
      /^DATABASE_URL is missing: orders keeps its log there; give the URL/,
    );
    expect(demand(readConfig(undefined, { DATABASE_URL: 'postgres://a@b/c' }), 'DATABASE_URL', '')).toBe('postgres://a@b/c');
  });

  it('finds the logs of other services by the names of the variables', () => {
    const environment = { LOG_URL_ORDERS: 'postgres://a@b/orders', LOG_URL_GIFT_CARDS: 'postgres://a@b/cards' };
    expect(readConfig(undefined, environment).LOG_URLS).toEqual({ orders: 'postgres://a@b/orders', 'gift-cards': 'postgres://a@b/cards' });
    expect(errorOf({ LOG_URL_ORDERS: 'http://x' })).toContain(
      "LOG_URL_ORDERS (not shown) is wrong: must be a postgres:// URL; give the reader role's URL",
    );
  });
});
