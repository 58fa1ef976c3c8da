import { streamId, tell } from '@millrace/decider';
import type { Effect, EffectCall } from '@millrace/effects';
import type { AcquirerAnswer } from '../domain/payment/payment.commands.js';
import { payment } from '../domain/payment/payment.decider.js';
import type { AuthorisationStarted, CaptureStarted, RefundStarted, VoidStarted } from '../domain/payment/payment.events.js';
import type { Acquirer } from './acquirer.js';

type Started = AuthorisationStarted | CaptureStarted | VoidStarted | RefundStarted;

/** What is asked of the acquirer: the event that started it. */
const asked = <Event extends Started>({ type, data }: Event) => ({ key: data.orderId, payload: { type, data } as Started });

export interface AcquirerEffectOptions {
  readonly timeoutMs: number;
  readonly concurrency: number;
}

/** Asks the acquirer what `…Started` events want, until it has answered, and records the answer. */
export const acquirerEffect = (acquirer: Acquirer, { timeoutMs, concurrency }: AcquirerEffectOptions): Effect<Started, Started> => ({
  name: 'acquirer',
  startsOn: { AuthorisationStarted: asked, CaptureStarted: asked, VoidStarted: asked, RefundStarted: asked },
  perform: async (call) => tell(payment, streamId('payment', call.key), await answerOf(acquirer, call)),
  concurrency,
  timeoutMs,
  retry: { firstMs: 100, maxMs: 30_000 },
});

const answerOf = async (acquirer: Acquirer, { payload, idempotencyKey, signal }: EffectCall<Started>): Promise<AcquirerAnswer> => {
  const { orderId } = payload.data;
  switch (payload.type) {
    case 'AuthorisationStarted': {
      const answer = await acquirer.authorise(idempotencyKey, payload.data, signal);
      return answer.authorised
        ? { type: 'RecordAuthorised', orderId, reference: answer.reference, at: answer.at }
        : { type: 'RecordDeclined', orderId, reason: answer.reason };
    }
    case 'CaptureStarted':
      return { type: 'RecordCaptured', orderId, fee: (await acquirer.capture(payload.data.reference, signal)).fee };
    case 'VoidStarted':
      await acquirer.void(payload.data.reference, signal);
      return { type: 'RecordVoided', orderId };
    case 'RefundStarted':
      await acquirer.refund(payload.data.reference, payload.data.amount, signal);
      return { type: 'RecordRefunded', orderId };
  }
};
