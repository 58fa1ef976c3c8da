import type { Money } from '@millrace/contracts-money';

/**
 * The card acquirer, outside. Every call carries a key; the same key means the same call, however often it is made. Each throws when the outcome is not
 * known: then it has to be called again with the same key.
 */
export interface Acquirer {
  authorise(key: string, request: { readonly amount: Money; readonly paymentMethod: string }, signal: AbortSignal): Promise<Authorisation>;
  capture(reference: string, signal: AbortSignal): Promise<{ readonly fee: Money }>;
  void(reference: string, signal: AbortSignal): Promise<void>;
  refund(reference: string, amount: Money, signal: AbortSignal): Promise<void>;
}

export type Authorisation =
  { readonly authorised: true; readonly reference: string; readonly at: string } | { readonly authorised: false; readonly reason: string };
