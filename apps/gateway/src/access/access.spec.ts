import { describe, expect, it } from '@jest/globals';
import type { Caller } from '../identity/caller.js';
import { type Access, accessOf, accessTable, type Role } from './access-table.js';
import { admit } from './admit.js';

const caller = (...roles: Role[]): Caller => ({ subject: 'ada', roles: new Set(roles) });
const outcomeOf = (route: string, roles: readonly Role[]): string => {
  try {
    return admit(accessTable[route]!, caller(...roles));
  } catch (error) {
    return (error as { code: string }).code;
  }
};
const rows = Object.entries(accessTable);

describe('the table of access', () => {
  it.each<[string, Record<Role, string>]>([
    ['POST /api/orders', { customer: 'own', clerk: 'request.forbidden', operator: 'all', service: 'all' }],
    ['GET /api/orders/:orderId/journey', { customer: 'own', clerk: 'all', operator: 'all', service: 'all' }],
    ['POST /api/shipments/:shipmentId/dispatch', { customer: 'request.forbidden', clerk: 'all', operator: 'all', service: 'all' }],
    ['POST /api/products/:sku/receipts', { customer: 'request.forbidden', clerk: 'all', operator: 'all', service: 'all' }],
    ['PUT /api/products/:sku/price', { customer: 'request.forbidden', clerk: 'request.forbidden', operator: 'all', service: 'all' }],
    ['GET /api/ledger/accounts', { customer: 'request.forbidden', clerk: 'request.forbidden', operator: 'all', service: 'all' }],
    [
      'POST /api/operations/:service/parked/:id/skip',
      { customer: 'request.forbidden', clerk: 'request.forbidden', operator: 'all', service: 'request.forbidden' },
    ],
  ])('%s', (route, expected) => {
    for (const [role, outcome] of Object.entries(expected)) expect([role, outcomeOf(route, [role as Role])]).toEqual([role, outcome]);
  });

  it('adds up roles: a clerk who is also a customer is not bound to its own orders', () => {
    expect(outcomeOf('GET /api/orders/:orderId', ['customer', 'clerk'])).toBe('all');
    expect(outcomeOf('POST /api/orders', ['customer', 'clerk'])).toBe('own');
    expect(outcomeOf('GET /api/orders', [])).toBe('request.forbidden');
  });

  it('lets anybody see pages and probes, and nothing of the business', () => {
    const open = rows.filter(([, { who }]) => who === 'anybody');
    for (const [route, { at }] of open) expect([route, at]).toEqual([route, undefined]);
    expect(
      open.map(([route]) => route.split(' ')[1]).filter((path) => !/^\/(health\/|api\/docs|api\/openapi|openapi|problems\/|$)/.test(path!)),
    ).toEqual([]);
    const unknown = (access: Access) => () => admit(access, undefined);
    for (const [, access] of rows.filter(([, { who }]) => who !== 'anybody'))
      expect(unknown(access)).toThrow(expect.objectContaining({ status: 401 }));
  });

  it('knows where the order is named, wherever a customer may name one', () => {
    const named = rows.filter(([, { who, at }]) => at !== 'inventory' && who.includes('customer'));
    // In these two `orders` sees to it.
    const bounded = ['GET /api/orders', 'POST /api/orders'];
    expect(named.filter(([, { order }]) => !order).map(([route]) => route)).toEqual(bounded);
    for (const [route, { order }] of named) if (order?.in === 'params') expect(route).toContain(`/:${order.name}`);
  });

  it('treats HEAD as GET, and knows nothing of what is not in it', () => {
    expect(accessOf('HEAD', '/api/orders')).toBe(accessOf('GET', '/api/orders'));
    expect(accessOf('DELETE', '/api/orders')).toBeUndefined();
  });
});
