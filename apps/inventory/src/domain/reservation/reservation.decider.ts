import type { Shortage, Units } from '@millrace/contracts-inventory';
import { type JointDecider, type JointDecision, reject, type Rejection, streamId, streamKind } from '@millrace/decider';
import type { SkuEvent } from '../sku/sku.events.js';
import { available, type Sku, skuFold } from '../sku/sku.js';
import type { ReservationCommand } from './reservation.commands.js';
import type { ReservationEvent } from './reservation.events.js';
import { type Reservation, reservationFold } from './reservation.js';

export type ReservationRejection =
  'reservation.unknown' | 'reservation.not-held' | 'reservation.already-shipped' | 'reservation.not-shipped';

type AnyEvent = ReservationEvent | SkuEvent;
type Decision = JointDecision<AnyEvent> | Rejection<ReservationRejection>;
type StateOf = <State>(streamId: string) => State;

/** The streams a reservation is decided over: its own, and those of everything it is about. */
export const reservationStreams = (orderId: string, lines: readonly Units[]): readonly string[] => [
  streamId('reservation', orderId),
  ...new Set(lines.map(({ sku }) => streamId('sku', sku))),
];

const decide = (command: ReservationCommand, state: StateOf): Decision => {
  const reservation = state<Reservation>(streamId('reservation', command.orderId));
  switch (command.type) {
    case 'ReserveStock':
      return reserve(command.orderId, bySku(command.lines), reservation, state);
    case 'ReleaseStock':
      return release(command.orderId, reservation);
    case 'ShipStock':
      return ship(command.orderId, reservation);
    case 'ReturnStock':
      return takeBack(command.orderId, command.restock, reservation);
  }
};

/** All lines or none. Who asks is owed an answer, also when the stock had been given back before. */
const reserve = (orderId: string, lines: readonly Units[], reservation: Reservation, state: StateOf): Decision => {
  if (reservation.situation === 'barred') return only(orderId, { type: 'StockRefused', data: { orderId, shortages: [] } });
  if (reservation.situation !== 'none') return nothing;
  const shortages = lines.flatMap((line) => shortageOf(line, state<Sku>(streamId('sku', line.sku))));
  if (shortages.length > 0) return only(orderId, { type: 'StockRefused', data: { orderId, shortages } });
  return moved(orderId, { type: 'StockReserved', data: { orderId, lines } }, 'UnitsReserved', lines);
};

const release = (orderId: string, reservation: Reservation): Decision => {
  switch (reservation.situation) {
    case 'none':
      return only(orderId, { type: 'ReservationBarred', data: { orderId } });
    case 'reserved':
      return moved(orderId, { type: 'StockReleased', data: { orderId, lines: reservation.lines } }, 'UnitsReleased', reservation.lines);
    case 'shipped':
    case 'returned':
      return reject('reservation.already-shipped', 'The goods have left the house.');
    default:
      return nothing;
  }
};

const ship = (orderId: string, reservation: Reservation): Decision => {
  switch (reservation.situation) {
    case 'reserved':
      return moved(orderId, { type: 'StockShipped', data: { orderId, lines: reservation.lines } }, 'UnitsShipped', reservation.lines);
    case 'shipped':
    case 'returned':
      return nothing;
    case 'none':
      return reject('reservation.unknown', 'Nothing was reserved for this order.');
    default:
      return reject('reservation.not-held', `Nothing is held for this order: it is ${reservation.situation}.`);
  }
};

const takeBack = (orderId: string, restock: boolean, reservation: Reservation): Decision => {
  if (reservation.situation === 'returned') return nothing;
  if (reservation.situation !== 'shipped') return reject('reservation.not-shipped', 'Nothing was shipped for this order.');
  const { lines } = reservation;
  return restock
    ? moved(orderId, { type: 'StockReturned', data: { orderId, lines } }, 'UnitsReturned', lines)
    : only(orderId, { type: 'StockWrittenOff', data: { orderId, lines } });
};

type Move = 'UnitsReserved' | 'UnitsReleased' | 'UnitsShipped' | 'UnitsReturned';

const nothing: JointDecision<AnyEvent> = new Map();

const only = (orderId: string, event: ReservationEvent): JointDecision<AnyEvent> => new Map([[streamId('reservation', orderId), [event]]]);

const moved = (orderId: string, event: ReservationEvent, move: Move, lines: readonly Units[]): JointDecision<AnyEvent> =>
  new Map<string, readonly AnyEvent[]>([
    [streamId('reservation', orderId), [event]],
    ...lines.map(({ sku, quantity }) => [streamId('sku', sku), [{ type: move, data: { orderId, sku, quantity } }]] as const),
  ]);

const shortageOf = ({ sku, quantity }: Units, stock: Sku): Shortage[] =>
  available(stock) < quantity ? [{ sku, wanted: quantity, available: available(stock) }] : [];

/** Two lines of one sku are one need. */
const bySku = (lines: readonly Units[]): readonly Units[] => {
  const needs = new Map<string, number>();
  for (const { sku, quantity } of lines) needs.set(sku, (needs.get(sku) ?? 0) + quantity);
  return [...needs].map(([sku, quantity]) => ({ sku, quantity }));
};

export const reservation: JointDecider<ReservationCommand, AnyEvent, ReservationRejection> = {
  name: 'reservation',
  foldOf: (id) => (streamKind(id) === 'sku' ? skuFold : reservationFold),
  decide,
};
