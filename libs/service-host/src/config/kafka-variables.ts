import { z } from 'zod';
import { hint } from './hint.js';

const address = /^[^\s:,]+:\d{1,5}$/;

const pemFile = (what: string) => hint(z.string().min(1).optional(), `give the path of a PEM file with ${what}, or leave it out`);

/** How to reach a Kafka cluster; only read when the transport is kafka. */
export const kafkaVariables = {
  KAFKA_BROKERS: hint(
    z
      .string()
      .transform((text) => text.split(',').map((broker) => broker.trim()))
      .refine((brokers) => brokers.every((broker) => address.test(broker)), 'must be host:port[,host:port…]')
      .optional(),
    'give one or more brokers, e.g. 127.0.0.1:9092',
  ),
  KAFKA_TOPIC_PREFIX: hint(
    z
      .string()
      .regex(/^[a-zA-Z0-9._-]{0,60}$/, 'must be at most 60 of letters, digits, dot, dash, underscore')
      .default(''),
    'leave it out, unless several platforms share a cluster',
  ),
  KAFKA_REPLICATION: hint(
    z.coerce.number().int().min(1).max(9).optional(),
    'give the replication factor of topics that are created, or leave it out for the default of the cluster',
  ),
  KAFKA_SSL: hint(z.stringbool("must be 'true' or 'false'").default(false), 'set it to true for TLS'),
  KAFKA_SSL_CA: pemFile('the certificate authorities of the brokers'),
  KAFKA_SSL_CERT: pemFile("this client's certificate"),
  KAFKA_SSL_KEY: pemFile("this client's key"),
  KAFKA_SASL_MECHANISM: hint(
    z.enum(['plain', 'scram-sha-256', 'scram-sha-512'], "must be 'plain', 'scram-sha-256' or 'scram-sha-512'").optional(),
    'give it together with KAFKA_SASL_USERNAME and KAFKA_SASL_PASSWORD',
  ),
  KAFKA_SASL_USERNAME: hint(z.string().min(1).optional(), 'give it together with KAFKA_SASL_MECHANISM'),
  KAFKA_SASL_PASSWORD: hint(z.string().min(1).optional(), 'give it together with KAFKA_SASL_MECHANISM'),
};
