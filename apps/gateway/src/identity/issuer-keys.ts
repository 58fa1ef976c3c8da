import { createLocalJWKSet, errors, type JSONWebKeySet, type JWTVerifyGetKey } from 'jose';
import { z } from 'zod';

/** The issuer's keys cannot be had: whether a token is good cannot be said. */
export class KeysAway extends Error {
  override readonly name = 'KeysAway';
}

export interface IssuerKeysOptions {
  readonly issuer: string;
  /** Left out: what the issuer's `/.well-known/openid-configuration` says. */
  readonly jwksUri?: string | undefined;
  /** Milliseconds, of any clock that does not go back. */
  readonly now: () => number;
  readonly fetch?: typeof fetch;
}

const [second, minute] = [1_000, 60_000];
/** After this the keys are asked for again, while those we have go on being used. */
const freshForMs = 10 * minute;
/** After this they are not used any more: a key that was withdrawn while the issuer was away ends here. */
const usableForMs = 60 * minute;
/** Tokens with keys nobody has heard of must not become as many requests to the issuer. */
const betweenSearchesMs = 15 * second;
const afterFailureMs = 2 * second;
const timeoutMs = 5 * second;

const discovery = z.object({ issuer: z.string(), jwks_uri: z.url() });
const keySet = z.object({ keys: z.array(z.looseObject({ kty: z.string() })) });

/**
 * The keys an issuer signs with, fetched when first needed. A key we do not know (the issuer has begun to use a new one) makes us ask again, at most every 15 s. While
 * the issuer is away, the keys we have serve up to an hour. Throws KeysAway, or jose's JWKSNoMatchingKey for a key that is not the issuer's.
 */
export class IssuerKeys {
  private known: { readonly find: JWTVerifyGetKey; readonly at: number } | undefined;
  private lastTry: { readonly at: number; readonly failure?: unknown } | undefined;
  private lastSearch = -Infinity;
  private asking: Promise<void> | undefined;

  constructor(private readonly options: IssuerKeysOptions) {}

  readonly find: JWTVerifyGetKey = async (header, token) => {
    if (this.age() > usableForMs) await this.ask();
    else if (this.age() > freshForMs) void this.ask();
    if (this.age() > usableForMs) throw this.away();
    try {
      return await this.known!.find(header, token);
    } catch (error) {
      if (!(error instanceof errors.JWKSNoMatchingKey)) throw error;
    }
    await this.search();
    // Asked and not answered: it may be a key of today that we have not heard of.
    if (this.lastTry?.failure) throw this.away();
    return this.known!.find(header, token);
  };

  private age(): number {
    return this.known ? this.options.now() - this.known.at : Infinity;
  }

  private away(): KeysAway {
    return new KeysAway(`the keys of ${this.options.issuer} cannot be had`, { cause: this.lastTry?.failure });
  }

  private async search(): Promise<void> {
    const now = this.options.now();
    if (!this.asking && now - this.lastSearch < betweenSearchesMs) return;
    this.lastSearch = now;
    await this.ask();
  }

  /** One request at a time, and none just after one that failed. Never rejects. */
  private ask(): Promise<void> {
    const { lastTry } = this;
    if (!this.asking && lastTry?.failure && this.options.now() - lastTry.at < afterFailureMs) return Promise.resolve();
    return (this.asking ??= this.fetchKeys()
      .then(
        (keys) => {
          this.known = { find: createLocalJWKSet(keys), at: this.options.now() };
          this.lastTry = { at: this.options.now() };
        },
        (failure: unknown) => void (this.lastTry = { at: this.options.now(), failure }),
      )
      .finally(() => (this.asking = undefined)));
  }

  private async fetchKeys(): Promise<JSONWebKeySet> {
    const keys = keySet.parse(await this.get(this.options.jwksUri ?? (await this.discovered())));
    return keys;
  }

  private async discovered(): Promise<string> {
    const found = discovery.parse(await this.get(`${this.options.issuer.replace(/\/$/, '')}/.well-known/openid-configuration`));
    if (found.issuer !== this.options.issuer) throw new Error(`it calls itself ${found.issuer}, and AUTH_ISSUER is ${this.options.issuer}`);
    return found.jwks_uri;
  }

  private async get(url: string): Promise<unknown> {
    const response = await (this.options.fetch ?? fetch)(url, {
      signal: AbortSignal.timeout(timeoutMs),
      headers: { accept: 'application/json' },
    });
    if (!response.ok) throw new Error(`${url} answered ${response.status}`);
    return response.json();
  }
}
