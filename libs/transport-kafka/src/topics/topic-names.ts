/** The topic that carries a service's log. */
export const topicOf = (prefix: string, service: string): string => `${prefix}${service}.events`;

/**
 * The consumer group of one subscription over one source. kafkajs shares out all topics of a group among all its members, so a group has one topic.
 */
export const groupOf = (prefix: string, consumer: string, subscription: string, source: string): string =>
  `${prefix}${consumer}.${subscription}.${source}`;
