import { startService } from '@millrace/service-host';
import { gateway } from './gateway.js';

await startService(gateway);
