import type { AppendOutcome, AppendRequest, CheckedEvent } from '@millrace/event-store';

/** A request whose content was checked. */
export interface CheckedRequest {
  readonly request: AppendRequest;
  readonly events: readonly CheckedEvent[];
  /** Its command id is looked for under the locks: it may have been appended already. */
  readonly retry: boolean;
}

/** The requests of one call of `append`: decided in order, and never spread over lanes. */
export type AppendCall = readonly CheckedRequest[];

/** What the database made of a request. `repeated`: its command id was found; the events are still to be read. */
export type Decided = AppendOutcome | { readonly kind: 'repeated' };
