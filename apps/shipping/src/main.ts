import { setTimeout as wait } from 'node:timers/promises';
import { hint, startService } from '@millrace/service-host';
import { z } from 'zod';
import { shipping } from './shipping.definition.js';
import { ShippingModule } from './shipping.module.js';

const variables = z.object({
  DEMO: hint(z.enum(['0', '1'], "must be '0' or '1'").default('0'), 'give 1 to have somebody pack and deliver, or leave it out'),
  DEMO_PACE_MS: hint(
    z.coerce.number().int().min(0).max(60_000).default(400),
    'give milliseconds for each step of the demo warehouse, or leave it out (400)',
  ),
});

await startService({
  name: 'shipping',
  variables,
  compose: ({ DEMO, DEMO_PACE_MS }) => ({
    module: ShippingModule,
    definition: shipping(DEMO === '1' ? { paceMs: DEMO_PACE_MS, now: Date.now, wait } : undefined),
  }),
});
