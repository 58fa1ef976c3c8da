import { type DomainEvent, isRejection, type JointDecider, reject } from '@millrace/decider';
import { type CommandContext, CommandExecutor, type CommandOutcome, type ExecutorOptions, type Transaction } from '@millrace/event-store';
import { entityTagOf } from '../context/entity-tags.js';
import { Problem } from '../problems/problem.js';

/** A command as a request asks for it. */
export interface RequestedCommand extends CommandContext {
  /** An earlier attempt of this request may have been done: then what it did is the outcome. */
  readonly repeated?: boolean | undefined;
  /** Only if the stream has one of these versions (`If-Match`), or does not exist: then the decider says what it says of that. */
  readonly expected?: { readonly streamId: string; readonly versions: readonly number[] } | undefined;
}

interface Asked<Command, Event extends DomainEvent, Code extends string> {
  readonly decider: JointDecider<Command, Event, Code>;
  readonly streamIds: readonly string[];
  readonly command: Command;
  readonly context: RequestedCommand;
}

/**
 * A command executor that also does what requests ask for. Such commands are decided alone, with the shards of their streams locked first; those that ask for nothing
 * special in groups, as ever. Rejects with a `Problem` 412 `precondition.failed` when the version is another.
 */
export class RequestExecutor extends CommandExecutor {
  constructor(private readonly ports: ExecutorOptions) {
    super(ports);
  }

  override executeAll<Command, Event extends DomainEvent, Code extends string>(
    decider: JointDecider<Command, Event, Code>,
    streamIds: readonly string[],
    command: Command,
    context: RequestedCommand,
  ): Promise<CommandOutcome<Code>> {
    if (!context.repeated && !context.expected) return super.executeAll(decider, streamIds, command, context);
    const named = [...new Set([...streamIds, ...(context.expected ? [context.expected.streamId] : [])])];
    return this.ports.transactor.transaction((tx) => this.decideAlone(tx, { decider, streamIds: named, command, context }));
  }

  /** Whatever an earlier attempt did is committed by now, or never will be; and no version changes any more. */
  private async decideAlone<Command, Event extends DomainEvent, Code extends string>(
    tx: Transaction,
    { decider, streamIds, command, context }: Asked<Command, Event, Code>,
  ): Promise<CommandOutcome<Code>> {
    const { expected, repeated = false } = context;
    const versions = await this.lock(tx, context.commandId, streamIds);
    const actual = expected ? versions.get(expected.streamId)! : 0;
    const met = !expected || actual === 0 || expected.versions.includes(actual);
    if (!met && !repeated) throw preconditionFailed(actual);
    // What moved the version may have been this request's earlier attempt: only the log knows.
    const asked = (met ? decider : refusing(decider)) as unknown as JointDecider<unknown>;
    const [settled] = await this.decideIn(tx, [{ decider: asked, streamIds, command, context, retry: repeated }]);
    if ('error' in settled!) throw settled.error;
    const { outcome } = settled!;
    if (isRejection(outcome) && outcome.code === failed) throw preconditionFailed(actual);
    return outcome as CommandOutcome<Code>;
  }

  private async lock(tx: Transaction, commandId: string, streamIds: readonly string[]): Promise<ReadonlyMap<string, number>> {
    const streams = streamIds.map((streamId) => ({ streamId, expected: 'any' as const, events: [] }));
    const [locked] = await this.ports.store.append([{ commandId, streams }], tx);
    if (locked?.kind !== 'appended') throw new Error(`a check of ${streamIds.join(', ')} that expects any version cannot fail`);
    return locked.versions;
  }
}

const failed = 'precondition.failed';

const refusing = <Command, Event extends DomainEvent>(decider: JointDecider<Command, Event>): JointDecider<Command, Event> => ({
  name: decider.name,
  foldOf: (streamId) => decider.foldOf(streamId),
  decide: () => reject(failed, ''),
});

const preconditionFailed = (version: number): Problem =>
  new Problem(412, failed, 'It has changed since you read it: read it again, and decide again.', {
    headers: { etag: entityTagOf(version) },
    details: { version },
  });
