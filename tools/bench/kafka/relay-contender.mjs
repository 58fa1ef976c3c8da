import { createPool } from '@millrace/postgres';
import { DirectPublishedLog } from '@millrace/transport-direct';
import { KafkaTransport, PostgresRelayCursors } from '@millrace/transport-kafka';
import { tellRetry } from '../figures.mjs';
import { service } from './filled-log.mjs';

const everyShard = (shards) => ({ shards: () => new Set(Array.from({ length: shards }, (_, shard) => shard)), onChange: () => () => {} });

/** Ours, as a service runs it. Answers the seconds from the start of the relay until its cursors stand at the end of every shard. */
export async function relayLog(log, brokers, prefix) {
  const pool = createPool({ url: log.runtimeUrl, max: 2, applicationName: 'bench relay cursors' });
  const published = new DirectPublishedLog({ service, url: log.runtimeUrl, connections: 1, content: 'json-text' });
  const finished = Promise.withResolvers();
  const cursors = reaching(log.heads, new PostgresRelayCursors(pool), finished.resolve);
  const transport = new KafkaTransport({
    settings: { brokers, clientId: service, prefix },
    logs: [published],
    tools: { onError: tellRetry },
  });
  const relay = transport.relay({ log: published, content: 'json-text', cursors });
  try {
    const begun = performance.now();
    await relay.start(everyShard(log.shards));
    await finished.promise;
    return (performance.now() - begun) / 1000;
  } finally {
    await relay.stop();
    await transport.close();
    await pool.end();
  }
}

/** The cursors, and word when all of them are where the log ends. */
function reaching(heads, cursors, done) {
  const left = new Map(heads);
  return {
    read: (...request) => cursors.read(...request),
    move: async (generation, topic, moves) => {
      const moved = await cursors.move(generation, topic, moves);
      for (const { shard, position } of moves) if (moved.has(shard) && position === heads.get(shard)) left.delete(shard);
      if (left.size === 0) done();
      return moved;
    },
  };
}
