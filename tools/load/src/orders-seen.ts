/** An order as the API shows it, as far as it is checked here. */
export interface OrderView {
  readonly orderId: string;
  readonly version: number;
  readonly customerId: string;
  readonly status: string;
  readonly cancellation: string | null;
  readonly lines: readonly { readonly sku: string; readonly quantity: number }[];
}

export interface Finding {
  readonly kind: 'read-your-writes' | 'monotonic reads' | 'wrong answer';
  readonly what: string;
}

export interface PlacedOrder {
  readonly orderId: string;
  readonly sku: string;
  readonly quantity: number;
}

export const ends = ['completed', 'rejected', 'cancelled', 'returned', 'lost'];
export const hasEnded = ({ status }: Pick<OrderView, 'status'>): boolean => ends.includes(status);

interface Known extends PlacedOrder {
  version: number;
  status: string;
  cancelled: boolean;
}

/**
 * What one client has written and read of its own orders, and therefore must see from now on. It is asked about answers to requests that carried
 * the client's token: such an answer shows the client's writes, never an older state than it has seen, or it says itself that it is stale.
 */
export class OrdersSeen {
  private readonly known = new Map<string, Known>();

  constructor(readonly customerId: string) {}

  placed(order: PlacedOrder): void {
    this.known.set(order.orderId, { ...order, version: 1, status: 'placed', cancelled: false });
  }

  /** The request to cancel was accepted. */
  cancelled(orderId: string): void {
    this.known.get(orderId)!.cancelled = true;
  }

  /** A single order was asked for and shown. */
  shown(orderId: string, view: OrderView, markedStale: boolean): Finding[] {
    if (view.orderId !== orderId) return [wrong(`asked for order ${orderId}, was shown ${view.orderId}`)];
    return this.look(view, markedStale);
  }

  /** What `Location` named is there, stale or not. */
  missing(orderId: string): Finding {
    return { kind: 'read-your-writes', what: `order ${orderId} was accepted, and answers 404` };
  }

  /** The newest of the client's orders were asked for; it has not more than fit on a page. */
  listed(views: readonly OrderView[], markedStale: boolean): Finding[] {
    const listed = new Set(views.map(({ orderId }) => orderId));
    const missing = [...this.known.keys()].filter((orderId) => !listed.has(orderId) && !markedStale);
    return [
      ...missing.map((orderId): Finding => ({ kind: 'read-your-writes', what: `order ${orderId} is not in its customer’s list` })),
      ...views.flatMap((view) => this.look(view, markedStale)),
    ];
  }

  private look(view: OrderView, markedStale: boolean): Finding[] {
    const known = this.known.get(view.orderId);
    if (view.customerId !== this.customerId) return [wrong(`${this.customerId} was shown an order of ${view.customerId}`)];
    if (!known) return [wrong(`${this.customerId} was shown order ${view.orderId}, which it never placed`)];
    const findings = [...differences(known, view), ...(markedStale ? [] : agedness(known, view))];
    if (view.version > known.version) Object.assign(known, { version: view.version, status: view.status });
    return findings;
  }
}

const wrong = (what: string): Finding => ({ kind: 'wrong answer', what });

const differences = ({ orderId, sku, quantity }: Known, { lines }: OrderView): Finding[] => {
  const [line] = lines;
  const isSame = lines.length === 1 && line?.sku === sku && line.quantity === quantity;
  return isSame ? [] : [wrong(`order ${orderId} is of ${quantity} ${sku}, and shows ${JSON.stringify(lines)}`)];
};

const agedness = (known: Known, view: OrderView): Finding[] => {
  const { orderId, version, status } = known;
  if (view.version < version) {
    const what = `order ${orderId} was ${status} (version ${version}), and is shown as ${view.status} (version ${view.version})`;
    return [{ kind: 'monotonic reads', what }];
  }
  if (view.version === version && version > 1 && view.status !== status)
    return [wrong(`version ${version} of order ${orderId} was ${status}, and is shown as ${view.status}`)];
  if (known.cancelled && view.cancellation === null && !hasEnded(view))
    return [{ kind: 'read-your-writes', what: `order ${orderId} was cancelled, and shows nothing of it (version ${view.version})` }];
  return [];
};
