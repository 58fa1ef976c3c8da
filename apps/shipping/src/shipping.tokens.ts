export const SHIPMENT_QUERIES = Symbol('shipping.shipment-queries');
