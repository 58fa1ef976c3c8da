import { setTimeout as pause } from 'node:timers/promises';

const base = process.env.MILLRACE_URL ?? 'http://127.0.0.1:8080';

/** One client: it carries the newest token from answer to answer, and repeats what may be repeated. */
export class Client {
  #token;

  async send(method, path, { body, key, headers } = {}) {
    for (let attempt = 1; ; attempt++) {
      const answer = await this.#once(method, path, { body, key, headers }).catch((error) => error);
      if (attempt === 8 || !this.#mayRepeat(method, key, answer)) return answer instanceof Error ? Promise.reject(answer) : answer;
      const seconds = answer instanceof Error ? 0 : Number(answer.headers.get('retry-after') ?? 0);
      await pause(1_000 * seconds + Math.random() * 100 * 2 ** attempt);
    }
  }

  async #once(method, path, { body, key, headers }) {
    const answer = await fetch(base + path, {
      method,
      headers: {
        ...(body && { 'content-type': 'application/json' }),
        ...(key && { 'idempotency-key': key }),
        ...(this.#token && { 'consistency-token': this.#token }),
        ...headers,
      },
      body: body && JSON.stringify(body),
    });
    this.#token = answer.headers.get('consistency-token') ?? this.#token;
    const text = await answer.text();
    return { status: answer.status, headers: answer.headers, body: text === '' ? undefined : JSON.parse(text) };
  }

  /** A read, or a request with a key: when nothing was heard, when it was too much or too early, and while the first attempt is still running. */
  #mayRepeat(method, key, answer) {
    if (method !== 'GET' && method !== 'PUT' && !key) return false;
    return answer instanceof Error || answer.status >= 500 || answer.status === 429 || answer.body?.code === 'idempotency.in-progress';
  }
}
