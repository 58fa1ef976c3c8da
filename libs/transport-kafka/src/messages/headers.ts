/**
 * What a message says beside its value: CloudEvents 1.0, Kafka binding, binary mode (https://github.com/cloudevents/spec). Names of attributes that are ours
 * (extensions) are lower-case letters, as the specification wants them. A storage format: topics keep such messages; names are never re-used.
 */
export const header = {
  contentType: 'content-type',
  specVersion: 'ce_specversion',
  id: 'ce_id',
  source: 'ce_source',
  type: 'ce_type',
  subject: 'ce_subject',
  time: 'ce_time',
  dataSchema: 'ce_dataschema',
  traceparent: 'traceparent',
  correlationId: 'ce_correlationid',
  causationId: 'ce_causationid',
  commandId: 'ce_commandid',
  hlc: 'ce_hlc',
  actor: 'ce_actor',
  after: 'ce_after',
  together: 'ce_together',
  generation: 'ce_generation',
  shard: 'ce_shard',
  position: 'ce_position',
  prev: 'ce_prev',
  streamVersion: 'ce_streamversion',
} as const;

export type HeaderName = (typeof header)[keyof typeof header];

/** The type of a message that covers private events only. Whoever reads the topic from outside passes it over. */
export const placeholderType = 'millrace.placeholder';

export const sourceOf = (service: string): string => `/millrace/${service}`;
export const typeOf = (service: string, eventType: string): string => `${service}.${eventType}`;
export const dataSchemaOf = (service: string, eventType: string, schemaVersion: number): string =>
  `urn:millrace:${service}:${eventType}:${schemaVersion}`;
