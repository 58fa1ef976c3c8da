import type { EventCatalogue, Recorded } from '@millrace/decider';
import { UnknownEventType, UnknownSchemaVersion } from './event-store.js';

/** An event of this service's own log, raised to today's schema version. Throws `UnknownEventType` or `UnknownSchemaVersion`, with the event's place. */
export const upcast = (event: Recorded, catalogue: EventCatalogue): Recorded => {
  const declaration = Object.hasOwn(catalogue, event.type) ? catalogue[event.type] : undefined;
  if (!declaration) throw new UnknownEventType(event.type, placeText(event));
  if (event.schemaVersion === declaration.schemaVersion) return event;
  if (event.schemaVersion > declaration.schemaVersion)
    throw new UnknownSchemaVersion(event.type, event.schemaVersion, declaration.schemaVersion, placeText(event));
  let data: unknown = event.data;
  for (let version = event.schemaVersion; version < declaration.schemaVersion; version++)
    data = declaration.upcasters![version]!(data as never);
  return { ...event, data, schemaVersion: declaration.schemaVersion };
};

const placeText = ({ service, generation, shard, position }: Recorded): string => `${service}@${generation}.${shard}:${position}`;
