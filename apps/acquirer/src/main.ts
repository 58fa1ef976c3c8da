import { startService } from '@millrace/service-host';
import { acquirer } from './acquirer.js';

await startService(acquirer);
