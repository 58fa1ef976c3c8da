import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigError, readConfig } from '../config/read-config.js';
import { kafkaSettings } from './kafka-settings.js';

const settings = (environment: Record<string, string>) => kafkaSettings('orders', readConfig(undefined, environment));

describe('the transport a service is told', () => {
  it.each([
    ['nothing', {}, undefined],
    ['brokers', { KAFKA_BROKERS: 'a:1, b:2' }, { brokers: ['a:1', 'b:2'], clientId: 'orders', prefix: '' }],
    ['direct, with brokers', { TRANSPORT: 'direct', KAFKA_BROKERS: 'a:1' }, undefined],
    [
      'a prefix and a replication',
      { KAFKA_BROKERS: 'a:1', KAFKA_TOPIC_PREFIX: 'x.', KAFKA_REPLICATION: '3' },
      { prefix: 'x.', replication: 3 },
    ],
    ['TLS by the authorities of the system', { KAFKA_BROKERS: 'a:1', KAFKA_SSL: 'true' }, { tls: {} }],
    [
      'SASL',
      { KAFKA_BROKERS: 'a:1', KAFKA_SASL_MECHANISM: 'scram-sha-512', KAFKA_SASL_USERNAME: 'u', KAFKA_SASL_PASSWORD: 'p' },
      { sasl: { mechanism: 'scram-sha-512', username: 'u', password: 'p' } },
    ],
  ])('is what %s means', (_, environment, expected) => {
    if (expected) expect(settings(environment)).toMatchObject(expected);
    else expect(settings(environment)).toBeUndefined();
  });

  it.each([
    ['kafka without brokers', { TRANSPORT: 'kafka' }, /KAFKA_BROKERS is missing/],
    ['an address without a port', { KAFKA_BROKERS: 'localhost' }, /KAFKA_BROKERS is 'localhost': must be host:port/],
    ['a transport that is none', { TRANSPORT: 'rabbit' }, /TRANSPORT is 'rabbit'/],
    ['a certificate without TLS', { KAFKA_BROKERS: 'a:1', KAFKA_SSL_CA: '/x' }, /KAFKA_SSL_CA is given, but KAFKA_SSL is not true/],
    [
      'a file that is not there',
      { KAFKA_BROKERS: 'a:1', KAFKA_SSL: 'true', KAFKA_SSL_CA: '/nowhere.pem' },
      /nowhere\.pem', which cannot be read/,
    ],
    ['a certificate without its key', { KAFKA_BROKERS: 'a:1', KAFKA_SSL: 'true', KAFKA_SSL_CERT: '/x' }, /give both, or neither/],
    ['half of SASL', { KAFKA_BROKERS: 'a:1', KAFKA_SASL_USERNAME: 'u' }, /belong together/],
  ])('is refused for %s, with what to do', (_, environment, message) => {
    expect(() => settings(environment)).toThrow(ConfigError);
    expect(() => settings(environment)).toThrow(message);
  });

  it('never shows the password', () => {
    const environment = { KAFKA_BROKERS: 'a:1', KAFKA_SASL_PASSWORD: 'hunter2' };
    expect(() => settings(environment)).toThrow(expect.not.stringContaining('hunter2'));
  });

  it('takes the text of PEM files', () => {
    const folder = mkdtempSync(join(tmpdir(), 'pem-'));
    try {
      writeFileSync(join(folder, 'ca.pem'), 'authority');
      expect(settings({ KAFKA_BROKERS: 'a:1', KAFKA_SSL: 'true', KAFKA_SSL_CA: join(folder, 'ca.pem') })).toMatchObject({
        tls: { ca: 'authority' },
      });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
