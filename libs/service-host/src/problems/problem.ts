import { STATUS_CODES } from 'node:http';

/** One thing that is wrong with a request. `pointer`: a JSON pointer as URI fragment (`#/lines/0/quantity`) into the part named by `in`. */
export interface ProblemDetail {
  readonly pointer: string;
  readonly detail: string;
  readonly code: string;
  readonly in: 'body' | 'query' | 'path' | 'header';
}

export interface ProblemOptions {
  readonly errors?: readonly ProblemDetail[];
  /** More members of the document, plain JSON. They cannot replace the standard ones. */
  readonly details?: Readonly<Record<string, unknown>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly cause?: unknown;
}

/**
 * An answer that is not a success (RFC 9457). Throw it anywhere below a request. `code` is stable and dotted, clients may rely on it;
 * `detail` is for people and says what to do; neither ever holds internals.
 */
export class Problem extends Error {
  override readonly name = 'Problem';

  constructor(
    readonly status: number,
    readonly code: string,
    readonly detail: string,
    readonly options: ProblemOptions = {},
  ) {
    super(`${status} ${code}: ${detail}`, { cause: options.cause });
  }

  /** `instance`: the request's path. */
  toDocument(instance: string, traceId: string): Record<string, unknown> {
    return {
      ...this.options.details,
      type: `/problems/${this.code}`,
      title: titleOf(this.code, this.status),
      status: this.status,
      detail: this.detail,
      instance,
      code: this.code,
      traceId,
      ...(this.options.errors && { errors: this.options.errors }),
    };
  }
}

/** `order.price-changed` → `Order price changed`: the same for every occurrence of a code, as the RFC asks. */
export const titleOf = (code: string, status: number): string => {
  const words = code.replaceAll(/[.-]/g, ' ').trim();
  return words === '' ? (STATUS_CODES[status] ?? 'Problem') : words[0]!.toUpperCase() + words.slice(1);
};

export const notFound = (code: string, detail: string): Problem => new Problem(404, code, detail);

/** A retry may help, after so many seconds. */
export const unavailable = (code: string, detail: string, retryAfterSeconds = 1): Problem =>
  new Problem(503, code, detail, { headers: { 'retry-after': String(retryAfterSeconds) } });
