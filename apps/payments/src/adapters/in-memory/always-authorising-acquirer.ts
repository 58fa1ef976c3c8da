import { money } from '@millrace/contracts-money';
import type { Acquirer } from '../../application/acquirer.js';

/** For the service alone, without the outside: every card is good. */
export const alwaysAuthorisingAcquirer = (now: () => number): Acquirer => ({
  authorise: (key) => Promise.resolve({ authorised: true, reference: key, at: new Date(now()).toISOString() }),
  capture: () => Promise.resolve({ fee: money(0, 'EUR') }),
  void: () => Promise.resolve(),
  refund: () => Promise.resolve(),
});
