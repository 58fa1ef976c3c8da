import { hasEnded, type OrderView } from '../orders-seen.js';
import type { Session } from '../session.js';
import { read } from './own-orders.js';
import { packAndDeliver } from './clerk.js';

/** Looks come quickly at first, then ever more seldom; so an end is seen at most two seconds late. */
const firstPauseMs = 100;
const longestPauseMs = 2_000;

/** Looks at the order until it has ended; undefined when those who wait were sent away before. `since`: when it was meant to be placed. */
export const followToItsEnd = async (session: Session, orderId: string, since: number): Promise<OrderView | undefined> => {
  const { clock, leaving, recorder, clerk } = session.surroundings;
  let packed = false;
  for (let pauseMs = firstPauseMs; !leaving.aborted; pauseMs = Math.min(pauseMs * 1.5, longestPauseMs)) {
    await clock.pause(pauseMs, leaving);
    const view = await read(session, orderId, { isLook: true });
    if (view && hasEnded(view)) {
      recorder.journeyEnded(view.status, clock.now() - since);
      return view;
    }
    if (clerk && !packed && view?.status === 'authorised') packed = await packAndDeliver(session, orderId);
  }
  recorder.journeyLeft();
  return undefined;
};
