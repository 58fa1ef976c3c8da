export const STOCK_QUERIES = Symbol('inventory.stock-queries');
