/**
 * For the property spec: inventory, payments and shipping as small models with logs of their own, and everybody reading everybody's log at a pace the
 * test chooses. Each log is read in its own order; nothing else is promised.
 */
import { type DomainEvent, fold, isRejection } from '@millrace/decider';
import { orderProgress } from './order-progress.policy.js';
import type { OrderCommand } from '../domain/order/order.commands.js';
import { order } from '../domain/order/order.decider.js';
import type { OrderEvent } from '../domain/order/order.events.js';
import { placeOrder } from '../domain/order/order.examples.js';
import type { FulfilmentEvent } from '../domain/fulfilment/fulfilment.events.js';
import type { FulfilmentInput } from '../domain/fulfilment/fulfilment.inputs.js';
import { fulfilmentProcess } from '../domain/fulfilment/fulfilment.process.js';

export interface Fate {
  readonly stockShort: boolean;
  readonly card: 'works' | 'declined' | 'hangs';
  readonly parcel: 'delivered' | 'lost' | 'returned';
  /** The warehouse never dispatches by itself. */
  readonly warehouseIdle: boolean;
}

type Log = 'orders' | 'inventory' | 'payments' | 'shipping';
type Reader = 'process' | 'progress' | 'inventory' | 'payments' | 'shipping';

const process = fulfilmentProcess({ paymentDeadlineMs: 1, dispatchDeadlineMs: 1 });
const { orderId } = placeOrder;
const at = placeOrder.at;

export class World {
  readonly logs: Record<Log, DomainEvent[]> = { orders: [], inventory: [], payments: [], shipping: [] };
  stock: 'none' | 'reserved' | 'refused' | 'released' | 'shipped' = 'none';
  money: 'none' | 'authorising' | 'authorised' | 'capturing' | 'captured' | 'refunding' | 'refunded' | 'voiding' | 'voided' | 'declined' =
    'none';
  parcel: 'none' | 'prepared' | 'dispatched' | 'delivered' | 'lost' | 'returned' | 'cancelled' = 'none';
  private readonly wanted = new Set<string>();
  private readonly armed = new Set<'payment' | 'dispatch'>();
  private readonly cursors = new Map<string, number>();

  constructor(private readonly fate: Fate) {
    this.tellOrder(placeOrder);
  }

  /** Everything that could happen next. Late dispatches, cancellations and deadlines only when the test chooses them. */
  readonly steps: Record<string, () => boolean> = {
    ownLog: () => this.read('process', 'orders', (event) => this.react(event)),
    inventoryAnswers: () => this.read('process', 'inventory', (event) => this.react(event)),
    paymentsAnswers: () => this.read('process', 'payments', (event) => this.react(event)),
    shippingAnswers: () => this.read('process', 'shipping', (event) => this.react(event)),
    progress: () => this.read('progress', 'orders', (event) => this.report(event)),
    inventoryWorks: () => this.read('inventory', 'orders', (event) => this.inInventory(event)),
    goodsLeave: () => this.read('inventory', 'shipping', ({ type }) => type === 'ShipmentDispatched' && this.goodsLeave()),
    paymentsWorks: () => this.read('payments', 'orders', ({ type }) => this.inPayments(type)),
    acquirerAnswers: () => this.acquirer(),
    shippingWorks: () => this.read('shipping', 'orders', (event) => this.inShipping(event)),
    parcelMoves: () => this.moveParcel(),
    warehouseDispatches: () => !this.fate.warehouseIdle && this.dispatch(),
    lateDispatch: () => this.dispatch(),
    customerCancels: () => this.tellOrder({ type: 'CancelOrder', by: 'customer' }),
    paymentDeadline: () => this.expire('payment'),
    dispatchDeadline: () => this.expire('dispatch'),
  };

  events(): FulfilmentEvent[] {
    return this.logs.orders.filter(({ type }) => /^(Fulfilment|Stock|Payment|Shipment)/.test(type)) as FulfilmentEvent[];
  }

  order() {
    return fold(order, this.logs.orders.filter(({ type }) => type.startsWith('Order')) as OrderEvent[]);
  }

  fulfilment() {
    return fold(process, this.events());
  }

  private read(reader: Reader, log: Log, handle: (event: DomainEvent) => unknown): boolean {
    const name = `${reader}:${log}`;
    const next = this.logs[log][this.cursors.get(name) ?? 0];
    if (!next) return false;
    this.cursors.set(name, (this.cursors.get(name) ?? 0) + 1);
    handle(next);
    return true;
  }

  private react(input: DomainEvent): void {
    if (!(input.type in process.inputs) && input.type !== 'DeadlineReached') return;
    for (const event of process.react(input as FulfilmentInput, this.fulfilment())) {
      this.logs.orders.push(event);
      for (const change of process.deadlines!(event))
        if ('arm' in change) this.armed.add(change.arm);
        else this.armed.delete(change.disarm);
    }
  }

  private expire(name: 'payment' | 'dispatch'): boolean {
    if (!this.armed.delete(name)) return false;
    this.react({ type: 'DeadlineReached', data: { name, key: orderId, at } });
    return true;
  }

  private report(event: DomainEvent): void {
    const rule = (orderProgress.on as Record<string, ((event: never) => { command: unknown } | undefined) | undefined>)[event.type];
    const target = rule?.(event as never);
    if (target) this.tellOrder(target.command as OrderCommand);
  }

  private tellOrder(command: OrderCommand): boolean {
    const decision = order.decide(command, this.order());
    if (isRejection(decision) || decision.length === 0) return false;
    this.logs.orders.push(...decision);
    return true;
  }

  private answer(log: Log, type: string, data: object = {}): true {
    this.logs[log].push({ type, data: { orderId, ...data } });
    return true;
  }

  private inInventory({ type }: DomainEvent): void {
    if (type === 'StockReservationRequested') {
      this.stock = this.fate.stockShort ? 'refused' : 'reserved';
      this.answer('inventory', this.fate.stockShort ? 'StockRefused' : 'StockReserved');
    }
    if (type === 'StockReleaseRequested' && this.stock === 'reserved') this.stock = 'released';
  }

  private goodsLeave(): void {
    if (this.stock !== 'reserved') throw new Error(`goods leave while the stock is ${this.stock}`);
    this.stock = 'shipped';
  }

  private inPayments(type: string): void {
    const wish = { PaymentCancellationRequested: 'void', PaymentCaptureRequested: 'capture', PaymentRefundRequested: 'refund' }[type];
    if (type === 'PaymentAuthorisationRequested') this.money = 'authorising';
    if (wish) this.wanted.add(wish);
    this.startNext();
  }

  private startNext(): void {
    if (this.money === 'authorised' && this.wanted.has('void')) this.money = 'voiding';
    if (this.money === 'authorised' && this.wanted.has('capture')) this.money = 'capturing';
    if (this.money === 'captured' && this.wanted.has('refund')) this.money = 'refunding';
  }

  private acquirer(): boolean {
    switch (this.money) {
      case 'authorising':
        if (this.fate.card === 'hangs') return false;
        this.money = this.fate.card === 'works' ? 'authorised' : 'declined';
        this.answer('payments', this.fate.card === 'works' ? 'PaymentAuthorised' : 'PaymentDeclined', { reason: 'payment.declined' });
        break;
      case 'capturing':
        this.money = 'captured';
        this.answer('payments', 'PaymentCaptured');
        break;
      case 'refunding':
        this.money = 'refunded';
        return this.answer('payments', 'PaymentRefunded');
      case 'voiding':
        this.money = 'voided';
        return this.answer('payments', 'PaymentVoided');
      default:
        return false;
    }
    this.startNext();
    return true;
  }

  private inShipping({ type, data }: DomainEvent): void {
    if (type === 'ShipmentRequested') this.parcel = 'prepared';
    if (type !== 'ShipmentCancellationRequested') return;
    const inTime = this.parcel === 'prepared';
    if (inTime) this.parcel = 'cancelled';
    this.answer('shipping', inTime ? 'ShipmentCancelled' : 'ShipmentCancellationRefused', data as object);
  }

  private dispatch(): boolean {
    if (this.parcel !== 'prepared') return false;
    this.parcel = 'dispatched';
    return this.answer('shipping', 'ShipmentDispatched');
  }

  private moveParcel(): boolean {
    if (this.parcel === 'dispatched') {
      this.parcel = this.fate.parcel === 'lost' ? 'lost' : 'delivered';
      return this.answer('shipping', this.parcel === 'lost' ? 'ShipmentLost' : 'ShipmentDelivered');
    }
    if (this.parcel !== 'delivered' || this.fate.parcel !== 'returned') return false;
    this.parcel = 'returned';
    return this.answer('shipping', 'ShipmentReturned');
  }
}
