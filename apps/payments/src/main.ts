import { type Config, ConfigError, hint, millisVariable, serviceUrl, startService } from '@millrace/service-host';
import { z } from 'zod';
import { HttpAcquirer } from './adapters/acquirer/http-acquirer.js';
import { alwaysAuthorisingAcquirer } from './adapters/in-memory/always-authorising-acquirer.js';
import type { Acquirer } from './application/acquirer.js';
import { payments } from './payments.definition.js';
import { PaymentsModule } from './payments.module.js';

const variables = z.object({
  ACQUIRER_URL: serviceUrl('acquirer'),
  ACQUIRER_TIMEOUT_MS: millisVariable(2_000),
  ACQUIRER_CONCURRENCY: hint(
    z.coerce.number().int().min(1).max(1_000).default(64),
    'give how many calls may be under way at once, or leave it out (64)',
  ),
});

const acquirerOf = ({ ACQUIRER_URL, INTERNAL_TOKEN, PORTS }: Config<typeof variables.shape>): Acquirer => {
  if (ACQUIRER_URL !== undefined) return new HttpAcquirer({ url: ACQUIRER_URL, token: INTERNAL_TOKEN, now: Date.now });
  if (PORTS === 'in-memory') return alwaysAuthorisingAcquirer(Date.now);
  throw new ConfigError('ACQUIRER_URL is missing: payments asks the acquirer; give its address, e.g. http://127.0.0.1:3001');
};

await startService({
  name: 'payments',
  variables,
  compose: (config) => ({
    module: PaymentsModule,
    definition: payments(acquirerOf(config), { timeoutMs: config.ACQUIRER_TIMEOUT_MS, concurrency: config.ACQUIRER_CONCURRENCY }),
  }),
});
