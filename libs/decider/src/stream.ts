/** Stream ids are `<kind>-<key>`; everything after the first dash is the key. */
export const streamId = (kind: string, key: string): string => `${kind}-${key}`;

export const streamKind = (id: string): string => id.slice(0, dash(id));

export const streamKey = (id: string): string => id.slice(dash(id) + 1);

const dash = (id: string): number => {
  const at = id.indexOf('-');
  if (at < 1 || at === id.length - 1) throw new Error(`'${id}' is not a stream id: it must be <kind>-<key>`);
  return at;
};

/**
 * The shard of a stream: FNV-1a (32 bit) of its key's UTF-8 bytes, modulo the number of shards. Streams of one key share a shard, in every
 * service that has as many shards. This is a storage format: a change would scatter the streams of existing logs.
 */
export const shardOf = (id: string, shards: number): number => {
  let hash = 0x811c9dc5;
  for (const byte of encoder.encode(streamKey(id))) hash = Math.imul(hash ^ byte, 0x01000193);
  return (hash >>> 0) % shards;
};

const encoder = new TextEncoder();
