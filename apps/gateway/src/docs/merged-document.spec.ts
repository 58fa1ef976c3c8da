import { expect, it } from '@jest/globals';
import type { EdgeRules } from './described-access.js';
import { mergedDocument } from './merged-document.js';

const open = { identity: false, limited: false };
const documentOf = (path: string) => ({
  paths: {
    [path]: { get: { operationId: 'list', responses: { 200: { $ref: '#/components/schemas/Money' } } } },
    '/internal/x': { get: {} },
  },
  components: { schemas: { Money: { properties: { self: { $ref: '#/components/schemas/Money' } } }, Problem: { type: 'object' } } },
});

it('keeps schemas of one name apart, shares Problem, leaves out what is internal, and names who is missing', () => {
  const merged = mergedDocument(
    { orders: documentOf('/api/orders'), payments: documentOf('/api/payments'), shipping: undefined },
    open,
  ) as {
    paths: Record<string, { get: object }>;
    components: { schemas: Record<string, { properties: { self: { $ref: string } } }> };
    'x-missing': string[];
  };
  expect(Object.keys(merged.paths)).toEqual(['/api/orders', '/api/payments']);
  expect(merged.paths['/api/payments']!.get).toMatchObject({
    tags: ['payments'],
    operationId: 'payments_list',
    responses: { 200: { $ref: '#/components/schemas/PaymentsMoney' } },
  });
  expect(Object.keys(merged.components.schemas).sort()).toEqual(['OrdersMoney', 'PaymentsMoney', 'Problem']);
  expect(merged.components.schemas['OrdersMoney']!.properties.self.$ref).toBe('#/components/schemas/OrdersMoney');
  expect(merged['x-missing']).toEqual(['shipping']);
});

it('says of each operation who may use it and how the edge refuses, only where it does', () => {
  const own = { 404: { description: "the service's own" } };
  const paths = {
    '/api/payments/{paymentId}': { get: { description: 'A payment.', responses: own } },
    '/api/ledger/accounts': { get: {} },
  };
  const operationsOf = (rules: EdgeRules) =>
    (mergedDocument({ payments: { paths } }, rules) as { paths: Record<string, { get: Record<string, unknown> }> }).paths;
  const closed = operationsOf({ identity: true, limited: true });
  expect(closed['/api/payments/{paymentId}']!.get).toMatchObject({
    security: [{ bearer: [] }],
    description: expect.stringMatching(
      /^A payment\.\n\nFor customer, operator, service\. Who is only a customer may for its own orders\.$/,
    ),
    responses: { 404: { description: "the service's own, order.unknown" } },
  });
  expect(Object.keys(closed['/api/ledger/accounts']!.get['responses'] as object)).toEqual(['401', '403', '429', '503']);
  const away = { 503: { description: 'service.away, service.no-answer' } };
  const { responses, ...others } = operationsOf(open)['/api/ledger/accounts']!.get;
  expect(others).toEqual({ tags: ['payments'] });
  expect(responses).toMatchObject(away);
});
