import { VersionVector } from '@millrace/decider';
import type { JourneyEvent } from '@millrace/service-host';

interface Node {
  readonly event: JourneyEvent;
  readonly next: Node[];
  open: number;
}

/**
 * Events of several services in an order in which no event comes before one it depends on: its cause, what is before it in its shard (so also in its
 * stream), what its writer had seen (`after`). Where nothing decides: by hybrid clock, then service, then place. Every event comes out exactly once, also when
 * what they say of each other is contradictory.
 */
export const inCausalOrder = (events: readonly JourneyEvent[]): JourneyEvent[] => {
  const waiting = new Set(linked(events));
  const ready = [...waiting].filter(({ open }) => open === 0);
  const ordered: JourneyEvent[] = [];
  while (waiting.size > 0) {
    // Nothing is ready only if the events contradict each other: then the earliest by the clock goes first.
    const next = earliest(ready.length > 0 ? ready : [...waiting]);
    const at = ready.indexOf(next);
    if (at >= 0) ready.splice(at, 1);
    waiting.delete(next);
    ordered.push(next.event);
    for (const later of next.next) if (--later.open === 0 && waiting.has(later)) ready.push(later);
  }
  return ordered;
};

const linked = (events: readonly JourneyEvent[]): Node[] => {
  const nodes = events.map((event): Node => ({ event, next: [], open: 0 }));
  const byId = new Map(nodes.map((node) => [node.event.eventId, node]));
  const shards = byShard(nodes);
  const link = (before: Node | undefined, after: Node): void => {
    if (!before || before === after) return;
    before.next.push(after);
    after.open++;
  };
  for (const shard of shards.values()) shard.forEach(({ node }, index) => link(shard[index - 1]?.node, node));
  for (const node of nodes) {
    link(byId.get(node.event.causationId), node);
    for (const place of VersionVector.parse(node.event.after).places()) {
      const seen = shards.get(shardKey(place))?.findLast(({ position }) => position <= place.position);
      link(seen?.node, node);
    }
  }
  return nodes;
};

const byShard = (nodes: readonly Node[]): Map<string, { position: number; node: Node }[]> => {
  const shards = new Map<string, { position: number; node: Node }[]>();
  for (const node of nodes) {
    for (const place of VersionVector.parse(node.event.place).places()) {
      const shard = shards.get(shardKey(place)) ?? [];
      shard.push({ position: place.position, node });
      shards.set(shardKey(place), shard);
    }
  }
  for (const shard of shards.values()) shard.sort((a, b) => a.position - b.position);
  return shards;
};

const shardKey = ({ service, generation, shard }: { service: string; generation: string; shard: number }): string =>
  `${service}@${generation}.${shard}`;

const earliest = (nodes: readonly Node[]): Node => nodes.reduce((first, node) => (keyOf(node) < keyOf(first) ? node : first));

const keyOf = ({ event }: Node): string => `${event.hlc} ${event.service} ${event.place}`;
