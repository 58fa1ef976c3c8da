import { readFileSync } from 'node:fs';
import type { KafkaSasl, KafkaSettings, KafkaTls } from '@millrace/transport-kafka';
import { ConfigError, demand } from '../config/read-config.js';
import type { HostConfig } from '../config/variables.js';

/** What the environment says of Kafka; undefined when logs are read directly. Throws ConfigError. */
export const kafkaSettings = (service: string, config: HostConfig): KafkaSettings | undefined => {
  if (config.TRANSPORT === 'direct' || (config.TRANSPORT === undefined && config.KAFKA_BROKERS === undefined)) return undefined;
  const [tls, sasl] = [tlsOf(config), saslOf(config)];
  return {
    brokers: demand(config, 'KAFKA_BROKERS', 'TRANSPORT is kafka'),
    clientId: service,
    prefix: config.KAFKA_TOPIC_PREFIX,
    ...(config.KAFKA_REPLICATION !== undefined && { replication: config.KAFKA_REPLICATION }),
    ...(tls && { tls }),
    ...(sasl && { sasl }),
  };
};

const tlsOf = (config: HostConfig): KafkaTls | undefined => {
  const files = { ca: 'KAFKA_SSL_CA', cert: 'KAFKA_SSL_CERT', key: 'KAFKA_SSL_KEY' } as const;
  const given = Object.entries(files).filter(([, variable]) => config[variable] !== undefined);
  if (!config.KAFKA_SSL && given.length === 0) return undefined;
  if (!config.KAFKA_SSL) throw new ConfigError(`${given[0]![1]} is given, but KAFKA_SSL is not true: set KAFKA_SSL=true`);
  if ((config.KAFKA_SSL_CERT === undefined) !== (config.KAFKA_SSL_KEY === undefined))
    throw new ConfigError("KAFKA_SSL_CERT and KAFKA_SSL_KEY are this client's certificate and its key: give both, or neither");
  return Object.fromEntries(given.map(([name, variable]) => [name, pem(variable, config[variable]!)]));
};

const pem = (variable: string, path: string): string => {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new ConfigError(`${variable} is '${path}', which cannot be read (${(error as Error).message}); give the path of a PEM file`);
  }
};

const saslOf = (config: HostConfig): KafkaSasl | undefined => {
  const [mechanism, username, password] = [config.KAFKA_SASL_MECHANISM, config.KAFKA_SASL_USERNAME, config.KAFKA_SASL_PASSWORD];
  if (mechanism === undefined && username === undefined && password === undefined) return undefined;
  if (mechanism === undefined || username === undefined || password === undefined)
    throw new ConfigError('KAFKA_SASL_MECHANISM, KAFKA_SASL_USERNAME and KAFKA_SASL_PASSWORD belong together: give all three, or none');
  return { mechanism, username, password };
};
