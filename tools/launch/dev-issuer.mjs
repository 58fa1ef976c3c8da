/**
 * For development and specs ONLY: an identity provider that gives everybody any token they ask for. It does of OpenID Connect what the gateway needs (discovery and
 * keys), listens on this machine only unless told otherwise, and forgets its keys when it ends: then no token of its making is good any more.
 *
 * `node tools/launch/dev-issuer.mjs` runs it by itself and prints tokens; HOST, PORT and ISSUER_URL say where it is.
 */
import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import { SignJWT, exportJWK, generateKeyPair } from 'jose';

export const devAudience = 'millrace';

/** Who there is in a demonstration: one for each role, and a second customer, from whom the first has something to hide. */
export const devPeople = {
  ADA: { sub: 'ada', roles: ['customer'] },
  BOB: { sub: 'bob', roles: ['customer'] },
  CLERK: { sub: 'cleo', roles: ['clerk'] },
  OPERATOR: { sub: 'otto', roles: ['operator'] },
  SERVICE: { sub: 'shop', roles: ['service'] },
};

export class DevIssuer {
  #server;
  #keys = [];
  #host;
  #port;
  #url;

  /** @param {{ host?: string, port?: number, url?: string }} [options] url: what it calls itself, where the gateway knows it by another name */
  constructor({ host = '127.0.0.1', port = 0, url } = {}) {
    this.#host = host;
    this.#port = port;
    this.#url = url;
  }

  get url() {
    return this.#url ?? `http://127.0.0.1:${this.#port}`;
  }

  /** What the gateway is told: all of it, so that nothing is left of another provider's. */
  get environment() {
    return { AUTH_ISSUER: this.url, AUTH_AUDIENCE: devAudience, AUTH_JWKS_URI: '', AUTH_ROLES_CLAIM: 'roles' };
  }

  /** Also again, on the same port and with the same keys, after it was stopped. */
  async start() {
    if (this.#keys.length === 0) await this.rotateKeys();
    this.#server = createServer((request, response) => void this.#answer(request, response));
    await new Promise((resolve, reject) => this.#server.once('error', reject).listen(this.#port, this.#host, resolve));
    this.#port = this.#server.address().port;
    return this;
  }

  async stop() {
    this.#server?.closeAllConnections();
    await new Promise((resolve) => (this.#server ? this.#server.close(resolve) : resolve()));
    this.#server = undefined;
  }

  /** From now on it signs with a new key, and names only that one. */
  async rotateKeys() {
    const { publicKey, privateKey } = await generateKeyPair('ES256');
    const kid = randomUUID();
    this.#keys = [{ kid, privateKey, jwk: { ...(await exportJWK(publicKey)), kid, alg: 'ES256', use: 'sig' } }];
  }

  /** A token with these claims, good for twelve hours unless they say otherwise. */
  token(claims) {
    const [{ kid, privateKey }] = this.#keys;
    const now = Math.floor(Date.now() / 1000);
    const usual = { iss: this.url, aud: devAudience, iat: now, exp: now + 12 * 3600 };
    return new SignJWT({ ...usual, ...claims }).setProtectedHeader({ alg: 'ES256', kid, typ: 'JWT' }).sign(privateKey);
  }

  /** One of each of `devPeople`, as shell variables. */
  async variables() {
    const lines = Object.entries(devPeople).map(async ([name, claims]) => `${name}=${await this.token(claims)}`);
    return Promise.all(lines);
  }

  async #answer(request, response) {
    const { pathname, searchParams } = new URL(request.url, this.url);
    const json = (body) => response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    if (pathname === '/.well-known/openid-configuration') json({ issuer: this.url, jwks_uri: `${this.url}/jwks.json` });
    else if (pathname === '/jwks.json') json({ keys: this.#keys.map(({ jwk }) => jwk) });
    else if (pathname === '/token' && searchParams.has('sub'))
      response.end(await this.token({ sub: searchParams.get('sub'), roles: (searchParams.get('roles') ?? 'customer').split(',') }));
    else response.writeHead(404).end(`${this.url}/token?sub=ada&roles=customer,clerk\n`);
  }
}

if (import.meta.main) {
  const { HOST: host, PORT: port = '8090', ISSUER_URL: url } = process.env;
  const issuer = await new DevIssuer({ host, port: Number(port), url }).start();
  console.log(`${issuer.url}: for development only, gives everybody any token\n`);
  console.log((await issuer.variables()).join('\n'));
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => void issuer.stop());
}
