import { expect, it } from '@jest/globals';
import { mergedDocument } from './merged-document.js';

const documentOf = (path: string) => ({
  paths: {
    [path]: { get: { operationId: 'list', responses: { 200: { $ref: '#/components/schemas/Money' } } } },
    '/internal/x': { get: {} },
  },
  components: { schemas: { Money: { properties: { self: { $ref: '#/components/schemas/Money' } } }, Problem: { type: 'object' } } },
});

it('keeps schemas of one name apart, shares Problem, leaves out what is internal, and names who is missing', () => {
  const merged = mergedDocument({ orders: documentOf('/api/orders'), payments: documentOf('/api/payments'), shipping: undefined }) as {
    paths: Record<string, { get: object }>;
    components: { schemas: Record<string, { properties: { self: { $ref: string } } }> };
    'x-missing': string[];
  };
  expect(Object.keys(merged.paths)).toEqual(['/api/orders', '/api/payments']);
  expect(merged.paths['/api/payments']!.get).toEqual({
    tags: ['payments'],
    operationId: 'payments_list',
    responses: { 200: { $ref: '#/components/schemas/PaymentsMoney' } },
  });
  expect(Object.keys(merged.components.schemas).sort()).toEqual(['OrdersMoney', 'PaymentsMoney', 'Problem']);
  expect(merged.components.schemas['OrdersMoney']!.properties.self.$ref).toBe('#/components/schemas/OrdersMoney');
  expect(merged['x-missing']).toEqual(['shipping']);
});
