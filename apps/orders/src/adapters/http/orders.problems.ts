/** What can go wrong with orders, by code: what clients are told in the API's document. */

export const unknown = { 'order.unknown': "There is no such order, or it is somebody else's." };
export const unknownCustomer = { 'customer.unknown': 'There is no such customer, or it is somebody else.' };

export const refusedOrders = {
  'order.unknown-sku': 'We sell no such thing.',
  'order.repeated-sku': 'A sku is in one line only: add up its quantities.',
  'order.mixed-currencies': 'All prices of an order are in one currency.',
  'order.total-too-large': 'The total is more than can be counted.',
  'order.no-lines': 'An order has at least one line.',
  'order.invalid-quantity': 'A quantity is a whole number above zero.',
};

export const tooLate = {
  'order.already-shipped': 'The goods have been dispatched: send them back after delivery.',
  'order.cancellation-refused': 'The cancellation came too late: the goods are on their way.',
  'order.already-completed': 'The order is completed: there is nothing to cancel.',
  'order.already-rejected': 'The order was rejected: there is nothing to cancel.',
  'order.already-returned': 'The order was returned: there is nothing to cancel.',
  'order.already-lost': 'The order was lost: there is nothing to cancel.',
};

export const unreadableEventId = { 'last-event-id.invalid': 'Send the id of the last event you got as Last-Event-ID, or none.' };
export const tooManyStreams = { 'streams.too-many': 'There are as many streams as this server can follow. Try again later.' };
export const tooManyStreamsOfClient = { 'streams.too-many-of-client': 'You follow as many streams as one client may: end one first.' };
