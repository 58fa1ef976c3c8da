import { expect, it } from '@jest/globals';
import fastify, { type FastifyInstance } from 'fastify';
import { OrderOwners } from '../identity/order-owners.js';
import { addGuard } from './guard.js';

const owners = new OrderOwners({ send: () => Promise.reject(new Error('nobody is asked')) });
const guarded = (): FastifyInstance => {
  const app = fastify();
  addGuard(app, { identify: undefined, owners, count: () => undefined });
  return app;
};
const handler = () => 'done';

it('a route of which nobody has said who may use it keeps the gateway from starting, in any method', () => {
  expect(() => guarded().get('/api/secrets', handler)).toThrow('GET /api/secrets is not in the table of access');
  expect(() => guarded().route({ method: ['GET', 'DELETE'], url: '/api/orders', handler })).toThrow(
    'DELETE /api/orders is not in the table',
  );
});

it('also one that is registered later, in a scope of its own', async () => {
  const app = guarded();
  void app.register(async (scope) => void scope.post('/api/later', handler));
  await expect(app.ready()).rejects.toThrow('POST /api/later is not in the table of access');
});

it('a route in the table is served, and with it HEAD', async () => {
  const app = guarded();
  app.get('/api/orders', handler);
  expect([(await app.inject('/api/orders')).body, (await app.inject({ method: 'HEAD', url: '/api/orders' })).statusCode]).toEqual([
    'done',
    200,
  ]);
});
