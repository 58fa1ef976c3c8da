import type { Money } from '@millrace/contracts-money';
import type { Address } from '@millrace/contracts-orders';
import type { CancelledBy } from './order.events.js';
import type { PricePolicy } from './quote.js';

/** What is asked for, with our own price of it. */
export interface WantedLine {
  readonly sku: string;
  readonly quantity: number;
  /** Absent: we sell no such thing. */
  readonly offer?: { readonly name: string; readonly unitPrice: Money } | undefined;
}

export interface PlaceOrder {
  readonly type: 'PlaceOrder';
  readonly orderId: string;
  readonly customerId: string;
  readonly lines: readonly WantedLine[];
  readonly pricing: PricePolicy;
  /** What the customer was shown. */
  readonly expectedTotal?: Money | undefined;
  readonly paymentMethod: string;
  readonly shipTo: Address;
  /** Hash of the request: tells a retry from another request under the same key. */
  readonly fingerprint: string;
  /** RFC 3339, UTC. */
  readonly at: string;
}

export interface CancelOrder {
  readonly type: 'CancelOrder';
  readonly by: CancelledBy;
  readonly reason?: string | undefined;
}

/** What the fulfilment tells us. May come again, or late: the first word about a thing counts. */
export type OrderProgress =
  | { readonly type: 'MarkReserved' | 'MarkAuthorised' | 'MarkShipped' }
  | { readonly type: 'Complete' | 'Return' | 'Lose' | 'RefuseCancellation' }
  | { readonly type: 'Reject' | 'Cancel'; readonly reason: string };

export type OrderCommand = PlaceOrder | CancelOrder | OrderProgress;
