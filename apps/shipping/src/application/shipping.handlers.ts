import { streamId } from '@millrace/decider';
import type { CommandContext, CommandExecutor } from '@millrace/event-store';
import type { ShipmentReport } from '../domain/shipment/shipment.commands.js';
import { shipment } from '../domain/shipment/shipment.decider.js';

/** What the warehouse and the carrier report. Each answers what was accepted, or a rejection. */
export class ShippingHandlers {
  constructor(
    private readonly executor: Pick<CommandExecutor, 'execute'>,
    private readonly now: () => number,
  ) {}

  dispatch(shipmentId: string, trackingNumber: string | undefined, context: CommandContext) {
    return this.report(shipmentId, { type: 'Dispatch', trackingNumber, at: this.at() }, context);
  }

  deliver(shipmentId: string, context: CommandContext) {
    return this.report(shipmentId, { type: 'Deliver', at: this.at() }, context);
  }

  lose(shipmentId: string, context: CommandContext) {
    return this.report(shipmentId, { type: 'Lose', at: this.at() }, context);
  }

  takeBack(shipmentId: string, restock: boolean, context: CommandContext) {
    return this.report(shipmentId, { type: 'Return', restock, at: this.at() }, context);
  }

  private report(shipmentId: string, report: ShipmentReport, context: CommandContext) {
    return this.executor.execute(shipment, streamId('shipment', shipmentId), report, { ...context, correlationId: shipmentId });
  }

  private at(): string {
    return new Date(this.now()).toISOString();
  }
}
