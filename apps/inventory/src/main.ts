import { startService } from '@millrace/service-host';
import { inventory } from './inventory.definition.js';
import { InventoryModule } from './inventory.module.js';

await startService({ name: 'inventory', compose: () => ({ module: InventoryModule, definition: inventory }) });
