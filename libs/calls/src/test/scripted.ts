import { type Instance, KnownInstances } from '@millrace/discovery';
import { policyOf, type PolicyChoices } from '@millrace/resilience';
import { ManualScheduler } from '@millrace/resilience/test';
import { type Asked, type Asker, AttemptFailed, type CallEvent, ServiceClient, type ServiceAnswer } from '../index.js';

export type Script = (asked: Asked, nth: number) => ServiceAnswer | Promise<ServiceAnswer>;

export const answer = (status = 200, body = 'done'): ServiceAnswer => ({ status, headers: {}, body: Buffer.from(body) });
export const refuses: Script = () => Promise.reject(new AttemptFailed(false, new Error('refused')));
export const breaks: Script = () => Promise.reject(new AttemptFailed(true, new Error('reset')));
export const hangs: Script = () => new Promise(() => undefined);
export const answers =
  (status = 200, body = 'done'): Script =>
  () =>
    answer(status, body);
export const draining = answers(503, '{"code":"service.draining"}');

export const get = { method: 'GET', path: '/x', headers: {}, idempotent: true };
export const post = { method: 'POST', path: '/x', headers: {}, body: Buffer.from('{}'), idempotent: false };

/** A client on instances that do as told, with a clock that stands. `asked`: whom it asked, in order. */
export class World implements Asker {
  readonly time = new ManualScheduler();
  readonly asked: string[] = [];
  readonly requests: Asked[] = [];
  readonly events: CallEvent[] = [];
  readonly instances = new KnownInstances('orders', () => new Date(0));
  readonly client: ServiceClient;

  constructor(
    readonly scripts: Record<string, Script>,
    choices: PolicyChoices = {},
    random: () => number = () => 0,
  ) {
    this.list(...Object.keys(scripts));
    const policy = policyOf('orders', { patienceMs: 0, timeoutMs: 1_000, ...choices });
    this.client = new ServiceClient({
      ...{ instances: this.instances, policy, scheduler: this.time, random, asker: this, token: 'token' },
      onEvent: (event) => this.events.push(event),
    });
  }

  list(...ids: readonly string[]): void {
    this.instances.replace(ids.map((id): Instance => ({ service: 'orders', id, url: `http://${id}:80`, version: id[0]!, metadata: {} })));
  }

  async ask(base: URL, asked: Asked): Promise<ServiceAnswer> {
    const id = base.hostname;
    this.asked.push(id);
    this.requests.push(asked);
    return this.scripts[id]!(asked, this.asked.filter((other) => other === id).length);
  }

  close(): void {
    // Nothing is kept open.
  }

  /** Moves the clock while the call goes on; what the call came to. */
  async during<T>(ms: number, call: Promise<T>): Promise<T> {
    call.catch(() => undefined); // heard when it is returned
    await this.time.advance(ms);
    return call;
  }
}
