import type { Recorded } from '@millrace/decider';
import type { Log } from '../reading/recorded-row.js';
import type { CheckedRequest, Decided } from './append-call.js';
import type { AppendRow } from './append-statement.js';
import type { BatchPlan } from './batch-plan.js';

/** Works out, in order of the requests, what the database has decided: it answers only where it started from and which requests failed. */
export const outcomesOf = (plan: BatchPlan, row: AppendRow, log: Log): Decided[][] => {
  const progress = new Progress(plan, row, log);
  const verdicts = row.outcomes?.split(',');
  let index = 0;
  return plan.calls.map((call) =>
    call.map((checked): Decided => {
      const verdict = verdicts?.[index++] ?? '0';
      if (verdict === '2') return { kind: 'repeated' };
      if (verdict === '1') return { kind: 'conflict', actual: progress.versionsOf(checked) };
      return { kind: 'appended', events: progress.append(checked), versions: progress.versionsOf(checked) };
    }),
  );
};

/** Heads and versions as they move on through a batch. */
class Progress {
  private readonly heads: number[];
  private readonly versions: number[];
  private readonly recordedAt: string;

  constructor(
    private readonly plan: BatchPlan,
    row: AppendRow,
    private readonly log: Log,
  ) {
    this.heads = numbers(row.heads);
    this.versions = numbers(row.versions);
    this.recordedAt = row.recorded.toISOString();
  }

  versionsOf({ request }: CheckedRequest): Map<string, number> {
    const versions = new Map<string, number>();
    for (const { streamId } of request.streams) versions.set(streamId, this.versions[this.plan.streams.get(streamId)!.index - 1]!);
    return versions;
  }

  append({ request }: CheckedRequest): Recorded[] {
    const events: Recorded[] = [];
    for (const { streamId, events: own } of request.streams) {
      const { index, shard } = this.plan.streams.get(streamId)!;
      const shardAt = this.plan.shardIndex.get(shard)! - 1;
      for (const { eventId, type, data, metadata } of own) {
        const { schemaVersion, published } = this.log.catalogue[type]!;
        events.push({
          service: this.log.service,
          generation: this.log.generation,
          shard,
          position: ++this.heads[shardAt]!,
          streamId,
          version: ++this.versions[index - 1]!,
          eventId,
          type,
          data,
          schemaVersion,
          published,
          metadata,
          recordedAt: this.recordedAt,
        });
      }
    }
    return together(events);
  }
}

/** As append_events stores it. */
const together = (events: Recorded[]): Recorded[] => {
  if (events.every(({ shard }) => shard === events[0]!.shard)) return events;
  const places = events.map(({ shard, position }) => ({ shard, position }));
  return events.map((event) => ({ ...event, metadata: { ...event.metadata, together: places } }));
};

const numbers = (list: string): number[] => (list === '' ? [] : list.split(',').map(Number));
