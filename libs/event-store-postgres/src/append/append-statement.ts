import type { QueryConfig } from 'pg';
import type { Log } from '../reading/recorded-row.js';
import { type BatchPlan, expectedNumber } from './batch-plan.js';

/** The answer of append_events: lists joined with commas. */
export interface AppendRow {
  readonly heads: string;
  readonly versions: string;
  readonly outcomes: string | null;
  readonly recorded: Date;
}

/** Joins texts; neither JSON text, nor a stream id, nor a declared type contains it. */
const separator = '\x1e';

const text = `SELECT heads, versions, outcomes, recorded
  FROM append_events($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)`;

/** Offsets are worked out here, so that the function only locks, checks and inserts. */
export const appendStatement = (plan: BatchPlan, log: Log): QueryConfig => {
  const events = new EventColumns(plan, log);
  const requests: unknown[] = [];
  plan.calls.forEach((call, callIndex) => {
    for (const { request, events: checked, retry } of call) {
      let next = 0;
      const entries = request.streams.map(({ streamId, expected, events: own }) => {
        const stream = plan.streams.get(streamId)!;
        for (let count = 0; count < own.length; count++) events.add(stream.index, plan.shardIndex.get(stream.shard)!, checked[next++]!);
        return [stream.index, expectedNumber(expected), own.length];
      });
      requests.push([callIndex, retry ? request.commandId : null, entries]);
    }
  });
  const expected = [...plan.streams.values()].map(({ base }) => base);
  const values = [
    intArray(plan.shards),
    [...plan.streams.keys()].join(separator),
    intArray(expected),
    ...events.values(),
    JSON.stringify(requests),
    plan.careful,
  ];
  return { name: 'millrace-append', text, values };
};

/** The events of a batch, column by column. */
class EventColumns {
  private readonly streams: number[] = [];
  private readonly shards: number[] = [];
  private readonly offsets: number[] = [];
  private readonly steps: number[] = [];
  private readonly ids: string[] = [];
  private readonly types: string[] = [];
  private readonly schemaVersions: number[] = [];
  private readonly published: boolean[] = [];
  private readonly data: string[] = [];
  private readonly metadata: string[] = [];
  private readonly perShard: number[];
  private readonly perStream: number[];

  constructor(
    plan: BatchPlan,
    private readonly log: Log,
  ) {
    this.perShard = new Array<number>(plan.shards.length + 1).fill(0);
    this.perStream = new Array<number>(plan.streams.size + 1).fill(0);
  }

  add(stream: number, shard: number, { event, data, metadata }: BatchPlan['calls'][number][number]['events'][number]): void {
    const { schemaVersion, published } = this.log.catalogue[event.type]!;
    this.streams.push(stream);
    this.shards.push(shard);
    this.offsets.push(++this.perShard[shard]!);
    this.steps.push(++this.perStream[stream]!);
    this.ids.push(event.eventId);
    this.types.push(event.type);
    this.schemaVersions.push(schemaVersion);
    this.published.push(published);
    this.data.push(data);
    this.metadata.push(metadata);
  }

  values(): unknown[] {
    return [
      intArray(this.streams),
      intArray(this.shards),
      intArray(this.offsets),
      intArray(this.steps),
      `{${this.ids.join(',')}}`,
      this.types.join(separator),
      intArray(this.schemaVersions),
      `{${this.published.map((is) => (is ? 't' : 'f')).join(',')}}`,
      this.data.join(separator),
      this.metadata.join(separator),
    ];
  }
}

const intArray = (values: readonly number[]): string => `{${values.join(',')}}`;
