/**
 * What is stored of a shipment, for ever: version it with care. All of it is published: the types are in the contract.
 */
import type {
  ShipmentCancellationRefused,
  ShipmentCancelled,
  ShipmentDelivered,
  ShipmentDispatched,
  ShipmentLost,
  ShipmentPrepared,
  ShipmentReturned,
} from '@millrace/contracts-shipping';

export type ShipmentEvent =
  | ShipmentPrepared
  | ShipmentDispatched
  | ShipmentDelivered
  | ShipmentLost
  | ShipmentReturned
  | ShipmentCancelled
  | ShipmentCancellationRefused;
