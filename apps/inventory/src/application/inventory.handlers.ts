import type { Money } from '@millrace/contracts-money';
import { streamId } from '@millrace/decider';
import type { CommandContext, CommandExecutor } from '@millrace/event-store';
import { skuDecider } from '../domain/sku/sku.decider.js';
import type { AdjustmentReason } from '../domain/sku/sku.events.js';
import { slipStreams, stockSlip } from '../domain/sku/stock-slip.js';

export interface ProductToAdd {
  readonly sku: string;
  readonly name: string;
  readonly price: Money;
}

/** What merchants and clerks do. Each answers what was accepted, or a rejection. */
export class InventoryHandlers {
  constructor(private readonly executor: Pick<CommandExecutor, 'execute' | 'executeAll'>) {}

  addProduct(product: ProductToAdd, context: CommandContext) {
    return this.executor.execute(skuDecider, streamId('sku', product.sku), { type: 'AddProduct', ...product }, context);
  }

  changePrice(sku: string, price: Money, context: CommandContext) {
    return this.executor.execute(skuDecider, streamId('sku', sku), { type: 'ChangePrice', price }, context);
  }

  receive(sku: string, receiptId: string, quantity: number, context: CommandContext) {
    const slip = { type: 'ReceiveStock', sku, receiptId, quantity } as const;
    return this.executor.executeAll(stockSlip, slipStreams(slip), slip, context);
  }

  /** `adjustmentId`: the command's id, so that no repetition counts twice. */
  adjust(sku: string, adjustmentId: string, quantity: number, reason: AdjustmentReason, context: CommandContext) {
    const slip = { type: 'AdjustStock', sku, adjustmentId, quantity, reason } as const;
    return this.executor.executeAll(stockSlip, slipStreams(slip), slip, context);
  }
}
