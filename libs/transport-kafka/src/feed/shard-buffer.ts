import type { KafkaMessage } from 'kafkajs';
import type { Covered } from '../messages/decode-message.js';

/** A message that was fetched, not yet delivered: its place is known, its content not looked at. */
export interface Fetched extends Covered {
  readonly message: KafkaMessage;
  readonly bytes: number;
}

/** What can be delivered from a position on: the buffered stretch, or up to where it must be fetched elsewhere first. */
export type Next =
  { readonly kind: 'stretch'; readonly fetched: readonly Fetched[] } | { readonly kind: 'hole'; readonly upTo: number } | undefined;

/**
 * The messages of one shard between Kafka and the consumer, in order of position. A message that adds nothing (a repeat, perhaps older than what came before it) is
 * dropped on arrival; a missing stretch is noticed when the consumer gets there. Messages stay until the consumer says that it is beyond them, so it may go back.
 */
export class ShardBuffer {
  private readonly held: Fetched[] = [];
  private size = 0;
  private passed = 0;
  private offset = -1;

  /** The bytes held. */
  get bytes(): number {
    return this.size;
  }

  get isEmpty(): boolean {
    return this.held.length === 0;
  }

  /** The offset after the last message nobody needs any more; undefined when there was none yet. */
  get done(): number | undefined {
    return this.offset < 0 ? undefined : this.offset + 1;
  }

  /** Answers whether it was kept; otherwise it was a repeat. */
  add(fetched: Fetched): boolean {
    const end = Math.max(this.passed, this.held.at(-1)?.position ?? 0);
    if (fetched.position <= end) {
      if (this.isEmpty) this.offset = Number(fetched.message.offset);
      return false;
    }
    this.held.push(fetched);
    this.size += fetched.bytes;
    return true;
  }

  /** The consumer is at `after`: what it is beyond goes; what comes next is answered, at most so many positions and bytes, one message at least. */
  next(after: number, maxPositions: number, maxBytes: number): Next {
    this.drop(after);
    const [first] = this.held;
    if (!first) return undefined;
    if (first.prev > after) return { kind: 'hole', upTo: first.prev };
    const fetched = [first];
    let bytes = first.bytes;
    for (let n = 1; n < this.held.length; n++) {
      const [before, message] = [this.held[n - 1]!, this.held[n]!];
      bytes += message.bytes;
      if (message.prev > before.position || message.position - after > maxPositions || bytes > maxBytes) break;
      fetched.push(message);
    }
    return { kind: 'stretch', fetched };
  }

  /** Forgets a message that cannot be read: its stretch is a hole from now on. */
  discard(fetched: Fetched): void {
    const index = this.held.indexOf(fetched);
    if (index >= 0) this.size -= this.held.splice(index, 1)[0]!.bytes;
  }

  private drop(after: number): void {
    this.passed = Math.max(this.passed, after);
    const kept = this.held.findIndex(({ position }) => position > after);
    const gone = this.held.splice(0, kept < 0 ? this.held.length : kept);
    for (const { bytes } of gone) this.size -= bytes;
    if (gone.length > 0) this.offset = Number(gone.at(-1)!.message.offset);
  }
}
