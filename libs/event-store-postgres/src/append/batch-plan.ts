import { shardOf } from '@millrace/decider';
import type { ExpectedVersion } from '@millrace/event-store';
import type { Log } from '../reading/recorded-row.js';
import type { AppendCall, CheckedRequest } from './append-call.js';

/** A stream that a batch names. Indexes count from 1, as PostgreSQL's arrays do. */
export interface PlannedStream {
  readonly index: number;
  readonly shard: number;
  /** The version it must have now so that every request of the batch fits. */
  base: number;
  /** Events planned so far. */
  added: number;
}

export const anyVersion = -1;

export const expectedNumber = (expected: ExpectedVersion): number => (expected === 'any' ? anyVersion : expected === 'none' ? 0 : expected);

/** What a batch names: its streams with their shards, and whether its requests could all be appended as they stand. */
export interface BatchPlan {
  readonly calls: readonly AppendCall[];
  readonly streams: ReadonlyMap<string, PlannedStream>;
  /** Ascending: the order in which they are locked. */
  readonly shards: readonly number[];
  /** Index in `shards`, from 1, by shard. */
  readonly shardIndex: ReadonlyMap<number, number>;
  /** They contradict each other, look for command ids, or write to several shards: the database decides one after the other. */
  readonly careful: boolean;
}

export const planBatch = (calls: readonly AppendCall[], log: Log): BatchPlan => {
  const streams = new Map<string, PlannedStream>();
  let careful = false;
  for (const call of calls) for (const checked of call) careful = planRequest(checked, streams, log.shards) || careful;
  const shards = [...new Set([...streams.values()].map(({ shard }) => shard))].sort((a, b) => a - b);
  return { calls, streams, shards, shardIndex: new Map(shards.map((shard, index) => [shard, index + 1])), careful };
};

/** Answers whether the request needs care. */
const planRequest = ({ request, retry }: CheckedRequest, streams: Map<string, PlannedStream>, shards: number): boolean => {
  let careful = retry;
  let writesTo = -1;
  for (const { streamId, expected, events } of request.streams) {
    let stream = streams.get(streamId);
    if (!stream)
      streams.set(streamId, (stream = { index: streams.size + 1, shard: shardOf(streamId, shards), base: anyVersion, added: 0 }));
    if (expected !== 'any') {
      const base = expectedNumber(expected) - stream.added;
      if (base < 0 || (stream.base !== anyVersion && stream.base !== base)) careful = true;
      else stream.base = base;
    }
    stream.added += events.length;
    if (events.length === 0) continue;
    if (writesTo !== -1 && writesTo !== stream.shard) careful = true;
    writesTo = stream.shard;
  }
  return careful;
};
