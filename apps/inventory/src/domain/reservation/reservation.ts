import type { Units } from '@millrace/contracts-inventory';
import type { StreamFold } from '@millrace/decider';
import type { ReservationEvent } from './reservation.events.js';

export type Reservation =
  | { readonly situation: 'none' }
  | { readonly situation: 'reserved' | 'shipped'; readonly lines: readonly Units[] }
  | { readonly situation: 'barred' | 'refused' | 'released' | 'returned' };

const evolve = (reservation: Reservation, event: ReservationEvent): Reservation => {
  switch (event.type) {
    case 'StockReserved':
      return { situation: 'reserved', lines: event.data.lines };
    case 'StockRefused':
      return { situation: 'refused' };
    case 'StockReleased':
      return { situation: 'released' };
    case 'ReservationBarred':
      return { situation: 'barred' };
    case 'StockShipped':
      return { situation: 'shipped', lines: event.data.lines };
    case 'StockReturned':
    case 'StockWrittenOff':
      return { situation: 'returned' };
  }
};

export const reservationFold: StreamFold<Reservation, ReservationEvent> = { name: 'reservation', initial: { situation: 'none' }, evolve };
