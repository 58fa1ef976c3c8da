import type { Units } from '@millrace/contracts-inventory';

interface OfOrder {
  readonly orderId: string;
}

export type ReservationCommand =
  | (OfOrder & { readonly type: 'ReserveStock'; readonly lines: readonly Units[] })
  | (OfOrder & { readonly type: 'ReleaseStock' | 'ShipStock' })
  | (OfOrder & { readonly type: 'ReturnStock'; readonly restock: boolean });
