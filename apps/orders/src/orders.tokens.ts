export const ORDER_SUMMARY_QUERIES = Symbol('orders.order-summary-queries');
export const PRICE_LIST_QUERIES = Symbol('orders.price-list-queries');
