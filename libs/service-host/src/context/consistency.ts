import type { VersionVector } from '@millrace/decider';
import { unavailable } from '../problems/problem.js';
import type { RequestContext } from './request-context.js';

/** How far this service's subscriptions are. */
export interface WatermarkReader {
  /** True as soon as the subscription has applied all of `vector`; false after `timeoutMs`. */
  waitFor(subscription: string, vector: VersionVector, timeoutMs: number): Promise<boolean>;
  /** Everything the subscription has applied, committed, by any copy of the service. */
  applied?(subscription: string): Promise<VersionVector>;
}

/** Which projection a read looks at, and which services' logs it is made from: it can never cover anything else. */
export interface ReadModel {
  readonly subscription: string;
  readonly sources: readonly string[];
}

const usualWaitMs = 2_000;

/**
 * Waits, at most 2 s or what `Prefer: wait=<seconds>` says (up to 30; `stale-ok`: not at all), until the read model covers what the client has seen. If it does not in time the answer says
 * `Consistency: stale`, or is a 503 `consistency.stale` where the client sent `Prefer: handling=strict`. Answers whether it is covered.
 */
export const awaitConsistency = async (
  context: RequestContext,
  watermarks: WatermarkReader,
  { subscription, sources }: ReadModel,
): Promise<boolean> => {
  const wanted = context.after.restrictedTo(sources);
  if (wanted.isEmpty) return true;
  context.preferencesApplied.push(...(context.prefer.names ?? []));
  if (await watermarks.waitFor(subscription, wanted, context.prefer.waitMs ?? usualWaitMs)) return true;
  if (context.prefer.strict) throw unavailable('consistency.stale', `${subscription} has not yet seen what this Consistency-Token covers.`);
  context.stale = true;
  return false;
};

/**
 * A read that is at least as new as the client's token, and whose answer's token covers what it saw. The watermark is taken after the read: it may cover
 * more than was seen, never less.
 */
export const readConsistently = async <T>(
  context: RequestContext,
  watermarks: WatermarkReader,
  model: ReadModel,
  read: () => Promise<T>,
): Promise<T> => {
  await awaitConsistency(context, watermarks, model);
  const result = await read();
  const applied = await watermarks.applied?.(model.subscription);
  if (applied) context.saw(applied);
  return result;
};
