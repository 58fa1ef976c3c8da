export interface StartKafkaOptions {
  /** Ours alone: data, ports, logs (broker-<id>.log). */
  readonly folder: string;
  /** Where the jars are: `await ensureJars()`. */
  readonly libs: string;
  /** Three: replication factor 3, min.insync.replicas 2. Default 1. */
  readonly brokers?: 1 | 3;
  /** One for each broker, which also takes the next one. Default: those of the last run. What is taken is replaced, and said. */
  readonly ports?: readonly number[];
  /** Instead of any, when there was no last run. */
  readonly portsAtFirst?: readonly number[];
  /** Of one broker, as Java's -Xmx takes it. Default 256m. */
  readonly heap?: string;
  /** The folder is removed at the end, however that comes, and brokers are stopped without ceremony. */
  readonly throwAway?: boolean;
  readonly say?: (text: string) => void;
  /** A broker that was ready ended, and nobody here had asked for it. */
  readonly onUnexpectedExit?: (broker: KafkaBroker, description: string) => void;
}

export interface KafkaBroker {
  readonly id: number;
  readonly port: number;
  /** Undefined while it does not run. */
  readonly pid: number | undefined;
  readonly isRunning: boolean;
  readonly logFile: string;
  /** On its old ports and data; resolves when it is ready, rejects with the end of its log when it ends before. */
  start(): Promise<void>;
  /** Orderly; killed after ten seconds. */
  stop(): Promise<void>;
  /** Ends the process, by default as a power failure would (SIGKILL); resolves when it is gone. */
  kill(signal?: NodeJS.Signals): Promise<void>;
  /** SIGSTOP: connections stay open, nothing answers. */
  pause(): void;
  /** SIGCONT. */
  resume(): void;
}

export interface RunningKafka {
  /** host:port,host:port… of all brokers. */
  readonly bootstrap: string;
  readonly folder: string;
  readonly brokers: readonly KafkaBroker[];
  /** The brokers that do not run; resolves when they are ready. */
  start(): Promise<void>;
  /** All of them, for good. */
  stop(): Promise<void>;
  /** Kills all brokers and deletes their data: `start()` then gives an empty cluster, with another id, on the same ports. */
  wipe(): Promise<void>;
}

/** Deletes what a cluster keeps in its folder. */
export function deleteKafkaData(folder: string, say: (text: string) => void): Promise<void>;

/** Starts a cluster on the data of the folder, made at the first start; resolves when every broker is ready. */
export function startKafka(options: StartKafkaOptions): Promise<RunningKafka>;
