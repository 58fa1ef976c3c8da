import type { Session } from '../session.js';

/** Looks for the order's parcel and, when it is prepared, dispatches and delivers it. True when nothing of it is left to do. */
export const packAndDeliver = async (session: Session, orderId: string): Promise<boolean> => {
  const found = await session.call({ step: 'look for a parcel', method: 'GET', path: `/api/shipments?orderId=${orderId}`, isLook: true });
  const { items = [] } = (found.accepted ? found.body : {}) as { items?: { status: string }[] };
  if (items[0]?.status !== 'prepared') return false;
  return (await report(session, orderId, 'dispatch')) && (await report(session, orderId, 'deliver'));
};

/** 409: it was cancelled meanwhile, or somebody else was faster. */
const report = async (session: Session, orderId: string, verb: 'dispatch' | 'deliver'): Promise<boolean> => {
  const path = `/api/shipments/${orderId}/${verb}`;
  const answer = await session.call({ step: `${verb} a parcel`, method: 'POST', path, body: {}, accepts: [409] });
  return answer.accepted;
};
