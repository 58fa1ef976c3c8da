const rejection = Symbol.for('millrace.rejection');

/**
 * A command refused by the domain: a value, never thrown.
 * `code` is stable and dotted (`order.already-paid`), `message` is for people, `details` is plain JSON.
 */
export interface Rejection<Code extends string = string> {
  readonly code: Code;
  readonly message: string;
  readonly details?: Readonly<Record<string, unknown>>;
  readonly [rejection]: true;
}

export const reject = <Code extends string>(code: Code, message: string, details?: Readonly<Record<string, unknown>>): Rejection<Code> => ({
  code,
  message,
  ...(details && { details }),
  [rejection]: true,
});

export const isRejection = (value: unknown): value is Rejection => typeof value === 'object' && value !== null && rejection in value;
