import type { StockReleaseRequested, StockReservationRequested } from '@millrace/contracts-orders';
import type { ShipmentDispatched, ShipmentReturned } from '@millrace/contracts-shipping';
import { type Policy, tellAll } from '@millrace/decider';
import type { ReservationCommand } from '../domain/reservation/reservation.commands.js';
import { reservation, reservationStreams } from '../domain/reservation/reservation.decider.js';

interface About {
  readonly orderId: string;
  readonly lines: readonly { readonly sku: string; readonly quantity: number }[];
}

const tellReservation = ({ orderId, lines }: About, command: ReservationCommand) =>
  tellAll(reservation, reservationStreams(orderId, lines), command);

/** What orders asks of the stock, and what the warehouse does to it. */
export const stockPolicy: Policy<StockReservationRequested | StockReleaseRequested | ShipmentDispatched | ShipmentReturned> = {
  name: 'stock',
  on: {
    StockReservationRequested: ({ data }) => tellReservation(data, { type: 'ReserveStock', orderId: data.orderId, lines: data.lines }),
    StockReleaseRequested: ({ data }) => tellReservation(data, { type: 'ReleaseStock', orderId: data.orderId }),
    ShipmentDispatched: ({ data }) => tellReservation(data, { type: 'ShipStock', orderId: data.orderId }),
    ShipmentReturned: ({ data }) => tellReservation(data, { type: 'ReturnStock', orderId: data.orderId, restock: data.restock }),
  },
};
