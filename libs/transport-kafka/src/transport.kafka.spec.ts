import { transportContract } from '@millrace/transport/contract';
import { kafkaWorld } from './test/kafka-world.js';

transportContract(
  'kafka',
  async (request) => {
    const world = await kafkaWorld(request);
    const transport = world.transport('reader');
    await world.relay();
    return { store: world.store, transport, close: () => world.close() };
  },
  { followsAssignment: false, hintsAndPolling: false, bounds: false, privateEvents: false },
);
