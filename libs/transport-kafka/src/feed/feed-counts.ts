/** What a feed has seen, since it was made. */
export interface FeedCounts {
  /** Messages taken from the topic. */
  readonly fetched: number;
  /** Repeats that were dropped on arrival. */
  readonly duplicates: number;
  /** Of another generation of the log, or not written by a relay. */
  readonly foreign: number;
  /** Stretches that the topic did not have and that were read from the publisher's log, and their positions. */
  readonly holes: number;
  readonly tails: number;
  readonly repairedPositions: number;
}

export class FeedCounter implements FeedCounts {
  fetched = 0;
  duplicates = 0;
  foreign = 0;
  holes = 0;
  tails = 0;
  repairedPositions = 0;
}
