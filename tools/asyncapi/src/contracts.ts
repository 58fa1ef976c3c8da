import { inventoryContract } from '@millrace/contracts-inventory';
import { ordersContract } from '@millrace/contracts-orders';
import { paymentsContract } from '@millrace/contracts-payments';
import { shippingContract } from '@millrace/contracts-shipping';
import type { z } from 'zod';

/** The events a service publishes, with the schema version in which each is written today. */
export interface Contract {
  readonly service: string;
  readonly events: { readonly [type: string]: { readonly schemaVersion: number; readonly schema: z.ZodType } };
}

/** Of every service that publishes: one for each folder of libs/contracts that holds events. */
export const contracts: readonly Contract[] = [inventoryContract, ordersContract, paymentsContract, shippingContract];

/** One event in one schema version. */
export interface EventVersion {
  readonly service: string;
  readonly type: string;
  readonly version: number;
}

/** How messages (`ce_dataschema`) and documents name a schema. */
export const urnOf = ({ service, type, version }: EventVersion): string => `urn:millrace:${service}:${type}:${version}`;

/** Where its schema is committed, from the root of the repository. */
export const pathOf = ({ service, type, version }: EventVersion): string => `${schemasFolder(service)}/${type}.${version}.json`;

export const schemasFolder = (service: string): string => `libs/contracts/${service}/schemas`;

/** The event of a file in a folder of schemas. Throws on a name that the generator cannot have given. */
export const eventOfFile = (service: string, file: string): EventVersion => {
  const match = /^([A-Z][A-Za-z0-9]*)\.([1-9][0-9]*)\.json$/.exec(file);
  if (!match) throw new Error(`${schemasFolder(service)}/${file} is not <EventType>.<version>.json: only generated schemas lie there`);
  return { service, type: match[1]!, version: Number(match[2]) };
};
