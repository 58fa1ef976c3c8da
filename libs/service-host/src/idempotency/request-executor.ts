import type { DomainEvent, JointDecider } from '@millrace/decider';
import { type CommandContext, CommandExecutor, type CommandOutcome, type ExecutorOptions } from '@millrace/event-store';

/** A command as a request asks for it. */
export interface RequestedCommand extends CommandContext {
  /** An earlier attempt of this request may have been done: then what it did is the outcome. */
  readonly repeated?: boolean | undefined;
}

/** A command executor that also does what requests ask for. Commands that ask for nothing special are decided in groups, as ever. */
export class RequestExecutor extends CommandExecutor {
  constructor(private readonly request: ExecutorOptions) {
    super(request);
  }

  override executeAll<Command, Event extends DomainEvent, Code extends string>(
    decider: JointDecider<Command, Event, Code>,
    streamIds: readonly string[],
    command: Command,
    context: RequestedCommand,
  ): Promise<CommandOutcome<Code>> {
    return context.repeated ? this.underLock(decider, streamIds, command, context) : super.executeAll(decider, streamIds, command, context);
  }

  /** Alone, with its shards locked first: whatever an earlier attempt did is committed by then, or never will be. */
  private underLock<Command, Event extends DomainEvent, Code extends string>(
    decider: JointDecider<Command, Event, Code>,
    streamIds: readonly string[],
    command: Command,
    context: RequestedCommand,
  ): Promise<CommandOutcome<Code>> {
    const named = [...new Set(streamIds)];
    return this.request.transactor.transaction(async (tx) => {
      const streams = named.map((streamId) => ({ streamId, expected: 'any' as const, events: [] }));
      await this.request.store.append([{ commandId: context.commandId, streams }], tx);
      const decision = { decider: decider as unknown as JointDecider<unknown>, streamIds: named, command, context, retry: true };
      const [settled] = await this.decideIn(tx, [decision]);
      if ('error' in settled!) throw settled.error;
      return settled!.outcome as CommandOutcome<Code>;
    });
  }
}
