export interface StartOptions {
  /** Ours alone; the data go to `<folder>/cluster`. As root: every user must be able to walk down to it. */
  readonly folder: string;
  /** Of the superuser. Given at the first start, it must be the same ever after. */
  readonly password: string;
  /** Taken if it is free. */
  readonly preferredPort?: number;
  /** Unsafe and fast settings; the folder is removed at the end, however that comes. */
  readonly throwAway?: boolean;
  readonly logFile?: string;
  readonly say?: (text: string) => void;
}

export interface RunningPostgres {
  readonly port: number;
  readonly pid: number;
  readonly dataFolder: string;
  /** Whether the data were created by this start. */
  readonly created: boolean;
  readonly adminUrl: string;
  /** Resolves when the server ends, wanted or not. */
  readonly exited: Promise<unknown>;
  stop(): Promise<void>;
}

export function startPostgres(options: StartOptions): Promise<RunningPostgres>;

/** Stops a server of this data folder that an earlier, killed run left behind. */
export function stopOrphan(dataFolder: string, say: (text: string) => void): Promise<void>;
