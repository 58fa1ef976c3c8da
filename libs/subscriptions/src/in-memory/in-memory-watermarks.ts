import { VersionVector } from '@millrace/decider';
import { type InMemoryTransaction, type Transaction } from '@millrace/event-store';
import type { Watermark, WatermarkMove, Watermarks } from '../ports.js';

export class InMemoryWatermarks implements Watermarks {
  private readonly rows = new Map<string, Watermark & { subscription: string; source: string; shard: number }>();

  lock(
    _tx: Transaction,
    subscription: string,
    source: string,
    generation: string,
    shards: readonly number[],
  ): Promise<ReadonlyMap<number, Watermark>> {
    return Promise.resolve(
      new Map(shards.map((shard) => [shard, this.rows.get(idOf(subscription, source, shard)) ?? { generation, position: 0 }])),
    ).then((found) => {
      for (const [shard, watermark] of found)
        this.rows.set(idOf(subscription, source, shard), { subscription, source, shard, ...watermark });
      return found;
    });
  }

  async advance(tx: Transaction, subscription: string, source: string, moves: readonly WatermarkMove[]): Promise<boolean> {
    const rows = moves.map(({ shard }) => this.rows.get(idOf(subscription, source, shard))!);
    if (rows.some((row, index) => row.position !== moves[index]!.from)) return false;
    rows.forEach((row, index) => {
      const id = idOf(subscription, source, row.shard);
      this.rows.set(id, { ...row, position: moves[index]!.to });
      (tx as InMemoryTransaction).onRollback(() => this.rows.set(id, row));
    });
    return Promise.resolve(true);
  }

  read(subscription: string): Promise<VersionVector> {
    const places = [...this.rows.values()].filter((row) => row.subscription === subscription && row.position > 0);
    return Promise.resolve(VersionVector.of(...places.map(({ source, ...place }) => ({ service: source, ...place }))));
  }
}

const idOf = (...parts: (string | number)[]): string => parts.join('\u0000');
