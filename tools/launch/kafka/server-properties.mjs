/**
 * The configuration of one broker of a small cluster: every node is broker and controller, on 127.0.0.1 only.
 * @param {object} node
 * @param {number} node.id
 * @param {{ id: number, port: number, controllerPort: number }[]} node.nodes all of the cluster
 * @param {string} node.dataFolder
 */
export function serverProperties({ id, nodes, dataFolder }) {
  const { port, controllerPort } = nodes.find((node) => node.id === id);
  const copies = Math.min(nodes.length, 3);
  const inSync = Math.max(1, copies - 1);
  return toText({
    'process.roles': 'broker,controller',
    'node.id': id,
    'controller.quorum.voters': nodes.map((node) => `${node.id}@127.0.0.1:${node.controllerPort}`).join(','),
    listeners: `PLAINTEXT://127.0.0.1:${port},CONTROLLER://127.0.0.1:${controllerPort}`,
    'advertised.listeners': `PLAINTEXT://127.0.0.1:${port}`,
    'listener.security.protocol.map': 'PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT',
    'inter.broker.listener.name': 'PLAINTEXT',
    'controller.listener.names': 'CONTROLLER',
    'log.dirs': dataFolder,
    // A topic exists because somebody made it, with the partitions it must have.
    'auto.create.topics.enable': false,
    'num.partitions': 1,
    'default.replication.factor': copies,
    'min.insync.replicas': inSync,
    'offsets.topic.replication.factor': copies,
    'transaction.state.log.replication.factor': copies,
    'transaction.state.log.min.isr': inSync,
    'share.coordinator.state.topic.replication.factor': copies,
    'share.coordinator.state.topic.min.isr': inSync,
    // Fifty partitions each is for large clusters.
    'offsets.topic.num.partitions': 4,
    'transaction.state.log.num.partitions': 4,
    'share.coordinator.state.topic.num.partitions': 4,
    // A group begins at once, and a member that died is noticed as soon as its consumer asks for it.
    'group.initial.rebalance.delay.ms': 0,
    'group.min.session.timeout.ms': 1000,
    // A broker that was killed may register again only when its old session is over.
    'broker.session.timeout.ms': 4000,
    'broker.heartbeat.interval.ms': 500,
    // A week, in segments small enough that old ones go.
    'log.retention.hours': 168,
    'log.segment.bytes': 64 * 1024 * 1024,
    // A small heap: the default reserves 128 MB for compaction alone.
    'log.cleaner.dedupe.buffer.size': 16 * 1024 * 1024,
    'num.network.threads': 2,
    'num.io.threads': 4,
  });
}

/** A backslash is an escape in .properties: C:\data would lose it. */
const toText = (values) =>
  Object.entries(values)
    .map(([name, value]) => `${name}=${String(value).replaceAll('\\', '/')}\n`)
    .join('');
