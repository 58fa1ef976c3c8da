import { type CloudEvent, Kafka } from 'cloudevents';
import type { KafkaMessage } from 'kafkajs';

/** A message as kafkajs hands it over, as the official SDK sees it. A placeholder is a CloudEvent too; its `data` is null. */
export function cloudEventOf({ key, value, headers = {} }: KafkaMessage): CloudEvent<unknown> {
  const texts = Object.fromEntries(Object.entries(headers).map(([name, text]) => [name, String(text)]));
  const message = {
    ...(key && { key: String(key) }),
    // The SDK refuses a message without a value, which a placeholder is.
    value: value ?? 'null',
    headers: { 'content-type': 'application/json', ...texts },
    body: undefined,
  };
  return Kafka.toEvent(message) as CloudEvent<unknown>;
}
