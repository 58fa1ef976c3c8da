import { type Decider, reject, type Rejection } from '@millrace/decider';
import type { ShipmentCommand, ShipmentReport, ShipmentRequest } from './shipment.commands.js';
import type { ShipmentEvent } from './shipment.events.js';
import { evolve, initial, type Shipment } from './shipment.js';

export type ShipmentRejection =
  | 'shipment.unknown'
  | 'shipment.not-dispatched'
  | 'shipment.not-delivered'
  | 'shipment.already-dispatched'
  | 'shipment.already-delivered'
  | 'shipment.already-returned'
  | 'shipment.already-cancelled'
  | 'shipment.lost';

type Decision = readonly ShipmentEvent[] | Rejection<ShipmentRejection>;
type Known = Exclude<Shipment, { situation: 'none' | 'cancelled' }>;
type Report<Type extends ShipmentReport['type']> = Extract<ShipmentReport, { type: Type }>;

const decide = (command: ShipmentCommand, shipment: Shipment): Decision => {
  switch (command.type) {
    case 'Prepare':
      return prepare(command, shipment);
    case 'CancelShipment':
      return cancel(command, shipment);
    default:
      return report(command, shipment);
  }
};

const prepare = ({ type, ...data }: ShipmentRequest & { type: 'Prepare' }, { situation }: Shipment): Decision =>
  situation === 'none' ? [{ type: 'ShipmentPrepared', data }] : [];

/** The shipment arbitrates: in the house it stays, once dispatched it is too late. Whoever asks gets an answer. */
const cancel = ({ orderId, reason }: ShipmentRequest & { type: 'CancelShipment' }, shipment: Shipment): Decision => {
  switch (shipment.situation) {
    case 'none':
    case 'prepared':
      return [{ type: 'ShipmentCancelled', data: { orderId, reason } }];
    case 'cancelled':
      return [];
    default:
      return shipment.cancellationRefused ? [] : [{ type: 'ShipmentCancellationRefused', data: { orderId, reason } }];
  }
};

const report = (command: ShipmentReport, shipment: Shipment): Decision => {
  if (shipment.situation === 'none') return reject('shipment.unknown', 'There is no such shipment.');
  if (shipment.situation === 'cancelled') return reject('shipment.already-cancelled', 'The shipment was cancelled: the goods stay.');
  switch (command.type) {
    case 'Dispatch':
      return dispatch(command, shipment);
    case 'Deliver':
      return deliver(command, shipment);
    case 'Lose':
      return lose(command, shipment);
    case 'Return':
      return takeBack(command, shipment);
  }
};

const dispatch = ({ trackingNumber, at }: Report<'Dispatch'>, shipment: Known): Decision => {
  if (shipment.situation !== 'prepared')
    return trackingNumber === undefined || trackingNumber === shipment.trackingNumber
      ? []
      : reject('shipment.already-dispatched', 'It was dispatched with another tracking number.');
  const { orderId, lines } = shipment;
  return [{ type: 'ShipmentDispatched', data: { orderId, lines, ...(trackingNumber !== undefined && { trackingNumber }), at } }];
};

const deliver = ({ at }: Report<'Deliver'>, { situation, orderId }: Known): Decision => {
  if (situation === 'prepared') return notDispatched;
  if (situation === 'lost') return lost;
  return situation === 'dispatched' ? [{ type: 'ShipmentDelivered', data: { orderId, at } }] : [];
};

const lose = ({ at }: Report<'Lose'>, { situation, orderId }: Known): Decision => {
  if (situation === 'prepared') return notDispatched;
  if (situation === 'delivered' || situation === 'returned')
    return reject('shipment.already-delivered', 'It has arrived: it cannot be lost.');
  return situation === 'dispatched' ? [{ type: 'ShipmentLost', data: { orderId, at } }] : [];
};

const takeBack = ({ restock, at }: Report<'Return'>, shipment: Known): Decision => {
  const { orderId, lines } = shipment;
  switch (shipment.situation) {
    case 'prepared':
      return notDispatched;
    case 'dispatched':
      return reject('shipment.not-delivered', 'It has not arrived yet: nothing can come back.');
    case 'lost':
      return lost;
    case 'delivered':
      return [{ type: 'ShipmentReturned', data: { orderId, lines, restock, at } }];
    case 'returned':
      return shipment.restock === restock
        ? []
        : reject('shipment.already-returned', 'It came back before, with another decision about the goods.');
  }
};

const notDispatched = reject('shipment.not-dispatched', 'It has not been dispatched yet.');
const lost = reject('shipment.lost', 'It was lost on the way.');

export const shipment: Decider<ShipmentCommand, Shipment, ShipmentEvent, ShipmentRejection> = { name: 'shipment', initial, evolve, decide };
