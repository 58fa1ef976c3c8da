import type { Money } from '@millrace/contracts-money';
import type { Acquirer, Authorisation } from '../../application/acquirer.js';

export interface HttpAcquirerOptions {
  readonly url: string;
  readonly token?: string | undefined;
  readonly now: () => number;
}

/** The acquirer's HTTP API. What it has not decided (5xx, a broken connection, a timeout) is an error: the call is made again with its key. */
export class HttpAcquirer implements Acquirer {
  constructor(private readonly options: HttpAcquirerOptions) {}

  async authorise(
    key: string,
    { amount, paymentMethod }: { amount: Money; paymentMethod: string },
    signal: AbortSignal,
  ): Promise<Authorisation> {
    const response = await this.post('/authorisations', { amount, paymentMethod }, signal, { 'idempotency-key': key });
    if (response.ok) {
      await response.body?.cancel();
      return { authorised: true, reference: key, at: new Date(this.options.now()).toISOString() };
    }
    const { code } = (await response.json()) as { code?: string };
    if (response.status === 402 || response.status === 409 || response.status === 422)
      return { authorised: false, reason: `payment.${code ?? 'declined'}` };
    throw undecided('authorisation', response.status, code);
  }

  async capture(reference: string, signal: AbortSignal): Promise<{ readonly fee: Money }> {
    return (await this.done('capture', await this.post(`/authorisations/${reference}/capture`, {}, signal))) as { fee: Money };
  }

  async void(reference: string, signal: AbortSignal): Promise<void> {
    await this.done('void', await this.post(`/authorisations/${reference}/void`, {}, signal));
  }

  async refund(reference: string, amount: Money, signal: AbortSignal): Promise<void> {
    await this.done('refund', await this.post(`/authorisations/${reference}/refund`, { amount }, signal));
  }

  private async done(what: string, response: Response): Promise<unknown> {
    const body = (await response.json()) as { code?: string };
    if (!response.ok) throw undecided(what, response.status, body.code);
    return body;
  }

  private post(path: string, body: object, signal: AbortSignal, headers: Record<string, string> = {}): Promise<Response> {
    const { url, token } = this.options;
    return fetch(`${url}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(token !== undefined && { authorization: `Bearer ${token}` }), ...headers },
      body: JSON.stringify(body),
      signal,
    });
  }
}

const undecided = (what: string, status: number, code = ''): Error =>
  new Error(`the acquirer answered the ${what} with ${status} ${code}`.trim());
