import { hint, millisVariable, startService } from '@millrace/service-host';
import { z } from 'zod';
import type { PricePolicy } from './domain/order/quote.js';
import { orders } from './orders.definition.js';
import { OrdersModule } from './orders.module.js';

const hour = 60 * 60 * 1_000;

const variables = z.object({
  PAYMENT_DEADLINE_MS: millisVariable(hour),
  DISPATCH_DEADLINE_MS: millisVariable(48 * hour),
  TAX_PER_TEN_THOUSAND: hint(
    z.coerce.number().int().min(0).max(10_000).default(2_000),
    'give hundredths of a percent, or leave it out (2000: 20 %)',
  ),
  SHIPPING_CHARGE: hint(z.coerce.number().int().min(0).max(1_000_000).default(490), 'give minor units, or leave it out (490)'),
});

/** The charge is in the minor units of these; other currencies ship free. */
const pricingOf = (taxPerTenThousand: number, charge: number): PricePolicy => ({
  taxPerTenThousand,
  shippingCharge: { EUR: charge, USD: charge, GBP: charge },
});

await startService({
  name: 'orders',
  variables,
  compose: (config) => ({
    module: OrdersModule.with(pricingOf(config.TAX_PER_TEN_THOUSAND, config.SHIPPING_CHARGE)),
    definition: orders({ paymentDeadlineMs: config.PAYMENT_DEADLINE_MS, dispatchDeadlineMs: config.DISPATCH_DEADLINE_MS }),
  }),
});
