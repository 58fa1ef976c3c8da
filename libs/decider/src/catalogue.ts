import type { DomainEvent } from './event.js';

export interface EventDeclaration {
  /** Of the data as it is written today: 1, 2, 3 … */
  readonly schemaVersion: number;
  /** In the service's contract: other services may consume it. Stored with each event at append. */
  readonly published: boolean;
  /** `upcasters[n]` raises data of schema version n to n + 1; one for every version below `schemaVersion`, checked at start. Pure. */
  readonly upcasters?: { readonly [fromVersion: number]: (data: never) => unknown };
}

/** Every event type a service may write, or read from its own log. A type that is missing here is an error at append and at load. */
export type EventCatalogue = { readonly [type: string]: EventDeclaration };

/**
 * Declares the events of a service. Throws when an upcaster is missing or left over, so that a build that cannot read its own log does not
 * start. The type parameter makes the compiler ask for every event of the union.
 */
export const declareEvents = <Event extends DomainEvent>(declarations: {
  readonly [Type in Event['type']]: EventDeclaration;
}): EventCatalogue => {
  for (const [type, declaration] of Object.entries<EventDeclaration>(declarations)) {
    if (!Number.isSafeInteger(declaration.schemaVersion) || declaration.schemaVersion < 1)
      throw new Error(`event ${type}: schemaVersion ${declaration.schemaVersion} is not 1, 2, 3 …`);
    const given = Object.keys(declaration.upcasters ?? {}).map(Number);
    for (let version = 1; version < declaration.schemaVersion; version++)
      if (!given.includes(version)) throw new Error(`event ${type}: no upcaster from schema version ${version} to ${version + 1}`);
    const extra = given.find((version) => version < 1 || version >= declaration.schemaVersion);
    if (extra !== undefined)
      throw new Error(`event ${type}: upcaster from ${extra} leads past schema version ${declaration.schemaVersion}`);
  }
  return declarations;
};
