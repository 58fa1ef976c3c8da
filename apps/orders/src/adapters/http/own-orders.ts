import { Problem, type RequestContext } from '@millrace/service-host';
import type { CancelledBy } from '../../domain/order/order.events.js';

type Who = Pick<RequestContext, 'actor' | 'customer'>;

/** Throws `order.other-customer` (403) when a customer orders in another's name. */
export const ordersOnlyForThemselves = ({ customer }: Who, { customerId }: { readonly customerId: string }): void => {
  if (customer === undefined || customer === customerId) return;
  throw new Problem(403, 'order.other-customer', `You are ${customer}, and can order only as yourself: send that as customerId.`);
};

/** A customer's list is its own orders. One that asks for another's gets 404, as for a single order of somebody else. */
export const whoseOrders = ({ customer }: Who, asked: string | undefined): string | undefined => {
  if (customer !== undefined && asked !== undefined && asked !== customer)
    throw new Problem(404, 'customer.unknown', `There is no customer ${asked} whose orders you could see.`);
  return customer ?? asked;
};

/** Somebody known who is not bound to its own orders is an operator. Where nobody is known, it is the customer who asks. */
export const whoCancels = ({ actor, customer }: Who): CancelledBy =>
  actor !== undefined && customer === undefined ? 'operator' : 'customer';
