export const devAudience: string;
export const devPeople: Readonly<
  Record<'ADA' | 'BOB' | 'CLERK' | 'OPERATOR' | 'SERVICE', { readonly sub: string; readonly roles: readonly string[] }>
>;

/** For development and specs only: gives everybody any token. */
export class DevIssuer {
  /** `url`: what it calls itself, where the gateway knows it by another name. */
  constructor(options?: { readonly host?: string; readonly port?: number; readonly url?: string });
  readonly url: string;
  /** What the gateway is told. */
  readonly environment: Record<'AUTH_ISSUER' | 'AUTH_AUDIENCE' | 'AUTH_JWKS_URI' | 'AUTH_ROLES_CLAIM', string>;
  /** Also again, on the same port and with the same keys, after it was stopped. */
  start(): Promise<this>;
  stop(): Promise<void>;
  /** From now on it signs with a new key, and names only that one. */
  rotateKeys(): Promise<void>;
  /** Good for twelve hours unless the claims say otherwise. */
  token(claims: Readonly<Record<string, unknown>>): Promise<string>;
  /** One of each of `devPeople`, as shell variables: `ADA=eyJ…`. */
  variables(): Promise<string[]>;
}
