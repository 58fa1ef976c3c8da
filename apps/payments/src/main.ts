import { type Config, demand, hint, millisVariable, startService } from '@millrace/service-host';
import { z } from 'zod';
import { HttpAcquirer } from './adapters/acquirer/http-acquirer.js';
import { alwaysAuthorisingAcquirer } from './adapters/in-memory/always-authorising-acquirer.js';
import type { Acquirer } from './application/acquirer.js';
import { payments } from './payments.definition.js';
import { PaymentsModule } from './payments.module.js';

const variables = z.object({
  ACQUIRER_TIMEOUT_MS: millisVariable(2_000),
  ACQUIRER_CONCURRENCY: hint(
    z.coerce.number().int().min(1).max(1_000).default(64),
    'give how many calls may be under way at once, or leave it out (64)',
  ),
});

const acquirerOf = (config: Config<typeof variables.shape>): Acquirer =>
  config.PORTS === 'in-memory' && config.ACQUIRER_URL === undefined
    ? alwaysAuthorisingAcquirer(Date.now)
    : new HttpAcquirer({ url: demand(config, 'ACQUIRER_URL', 'payments asks the acquirer'), token: config.INTERNAL_TOKEN, now: Date.now });

await startService({
  name: 'payments',
  variables,
  compose: (config) => ({
    module: PaymentsModule,
    definition: payments(acquirerOf(config), { timeoutMs: config.ACQUIRER_TIMEOUT_MS, concurrency: config.ACQUIRER_CONCURRENCY }),
  }),
});
