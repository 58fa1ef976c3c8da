import type { Session } from '../session.js';

/** What a client does from its arrival to its leaving. Refused or failed, it goes: what it would have asked next, it does not ask. */
export type Client = (session: Session) => Promise<void>;
