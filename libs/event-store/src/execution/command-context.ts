import type { EventMetadata, Recorded, VersionVector } from '@millrace/decider';
import type { HybridLogicalClock } from './hybrid-logical-clock.js';

/** Where a command comes from. It becomes the metadata of the events it leads to. */
export interface CommandContext {
  readonly correlationId: string;
  /** The event or request that led to this command. */
  readonly causationId: string;
  /** Unique for each command, the same for its retries. */
  readonly commandId: string;
  readonly traceparent?: string | undefined;
  /** What the asker had seen: its consistency token, or the causing event and that event's own causes. */
  readonly after?: VersionVector | undefined;
  readonly actor?: string | undefined;
}

export const metadataOf = (context: CommandContext, clock: HybridLogicalClock): EventMetadata => ({
  correlationId: context.correlationId,
  causationId: context.causationId,
  commandId: context.commandId,
  hlc: clock.tick(),
  ...(context.traceparent && { traceparent: context.traceparent }),
  ...(context.after && !context.after.isEmpty && { after: context.after.toString() }),
  ...(context.actor && { actor: context.actor }),
});

/** The context of a command that an event leads to. `name` tells apart several commands of one event: policy, or process. */
export const causedBy = (event: Recorded, name: string, after: VersionVector): CommandContext => ({
  correlationId: event.metadata.correlationId,
  causationId: event.eventId,
  commandId: `${name}:${event.eventId}`,
  traceparent: event.metadata.traceparent,
  after,
  actor: name,
});
