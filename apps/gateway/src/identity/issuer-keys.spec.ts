import { beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { exportJWK, generateKeyPair, type FlattenedJWSInput, type JWK } from 'jose';
import { IssuerKeys, KeysAway } from './issuer-keys.js';

const issuer = 'https://login.example.org/shop';
const minute = 60_000;
const jwks: JWK[] = [];
let offered: JWK[] = [];
let asked: string[] = [];
let isAway = false;
let time = 0;
let keys: IssuerKeys;

beforeAll(async () => {
  for (const kid of ['first', 'second']) jwks.push({ ...(await exportJWK((await generateKeyPair('ES256')).publicKey)), kid, alg: 'ES256' });
});
beforeEach(() => {
  [offered, asked, isAway, time] = [jwks.slice(0, 1), [], false, 0];
  keys = new IssuerKeys({ issuer, now: () => time, fetch: answer });
});

const answer = async (url: string | URL | Request): Promise<Response> => {
  asked.push(String(url as string));
  if (isAway) throw new Error('no route to host');
  return Response.json(String(url as string).endsWith('openid-configuration') ? { issuer, jwks_uri: `${issuer}/keys` } : { keys: offered });
};
const find = async (kid: string): Promise<unknown> => keys.find({ alg: 'ES256', kid }, {} as FlattenedJWSInput);
const settled = () => new Promise((resolve) => setImmediate(resolve));

describe("an issuer's keys", () => {
  it('are found by discovery, when first needed, once for many', async () => {
    await Promise.all(Array.from({ length: 10 }, () => find('first')));
    expect(asked).toEqual([`${issuer}/.well-known/openid-configuration`, `${issuer}/keys`]);
  });

  it('are asked for again when a token names one we do not know, but not for each', async () => {
    await find('first');
    offered = jwks;
    await find('second');
    const before = asked.length;
    for (let i = 0; i < 5; i++) await expect(find(`made up ${i}`)).rejects.toMatchObject({ code: 'ERR_JWKS_NO_MATCHING_KEY' });
    expect(asked.length).toBe(before);
    time += 15_001;
    await expect(find('made up')).rejects.toMatchObject({ code: 'ERR_JWKS_NO_MATCHING_KEY' });
    expect(asked.length).toBeGreaterThan(before);
  });

  it('serve on while the issuer is away, for an hour', async () => {
    await find('first');
    isAway = true;
    time += 11 * minute;
    await find('first');
    await settled();
    await expect(find('second')).rejects.toBeInstanceOf(KeysAway);
    time += 50 * minute;
    await expect(find('first')).rejects.toBeInstanceOf(KeysAway);
  });

  it('that are gone from the issuer are not used any more once we have asked', async () => {
    await find('first');
    offered = jwks.slice(1);
    time += 11 * minute;
    await find('first');
    await settled();
    await expect(find('first')).rejects.toMatchObject({ code: 'ERR_JWKS_NO_MATCHING_KEY' });
  });

  it('are not asked for without end while the issuer is away, and are there soon after it is back', async () => {
    isAway = true;
    for (let i = 0; i < 20; i++) await expect(find('first')).rejects.toBeInstanceOf(KeysAway);
    expect(asked.length).toBe(1);
    isAway = false;
    time += 2_001;
    await find('first');
  });

  it('of an issuer that calls itself something else are nobody’s', async () => {
    keys = new IssuerKeys({ issuer: 'https://login.example.org/other', now: () => time, fetch: answer });
    await expect(find('first')).rejects.toBeInstanceOf(KeysAway);
  });
});
