import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { fakeClock } from '../platform/clock/index.ts';
import { createReadText } from '../platform/outbound/index.ts';
import { KeySets, readKeySet } from './key-sets.ts';
import { makePair, startKeyServer, toJwk } from './testing/tokens.ts';

const [rsa, ec, next] = [makePair('RS256'), makePair('ES256'), makePair('ES256')];

describe('a set of public keys (JWKS)', () => {
  const clock = fakeClock(Date.parse('2026-03-02T10:00:00Z'));
  let keys: Awaited<ReturnType<typeof startKeyServer>>;
  let sets: KeySets;
  /** Long, but for servers that hang: this machine may be busy. */
  let timeoutMs = 5_000;
  beforeAll(async () => {
    keys = await startKeyServer();
  });
  afterAll(() => keys.close());
  beforeEach(() => {
    keys.asked.length = 0;
    keys.serve(toJwk(rsa, 'one'), toJwk(ec, 'two'));
    timeoutMs = 5_000;
    sets = new KeySets({ clock, readText: (url) => createReadText({ allowsLoopback: true, timeoutMs })(url) });
  });
  const names = async (kid: string | null) => (await sets.read(keys.url, kid)).map((key) => key.kid);
  const unavailable = { code: 'identity_keys_unavailable' };

  it('[VIS9] is fetched once for many tokens at once, and again after ten minutes', async () => {
    expect(await Promise.all(Array.from({ length: 20 }, () => names('one')))).toHaveLength(20);
    clock.advance(600_000);
    expect(await names('two')).toEqual(['one', 'two']);
    expect(keys.asked).toHaveLength(1);
    clock.advance(1);
    await names(null);
    expect(keys.asked).toHaveLength(2);
  });

  it('[VIS9] is asked for a key that it did not have, at most twice a minute', async () => {
    await names('one');
    keys.serve(toJwk(next, 'three'));
    // Just fetched: whoever makes names up gets nothing asked.
    for (let at = 0; at < 50; at += 1) expect(await names(`made-up-${at}`)).toEqual(['one', 'two']);
    expect(keys.asked).toHaveLength(1);
    clock.advance(30_000);
    expect(await Promise.all(Array.from({ length: 10 }, () => names('three')))).toEqual(
      Array.from({ length: 10 }, () => ['three']),
    );
    for (let at = 0; at < 50; at += 1) await names(`made-up-${at}`);
    expect(keys.asked).toHaveLength(2);
  });

  const bad: [name: string, breakIt: () => void][] = [
    [
      'hangs',
      () => {
        timeoutMs = 100;
        keys.answer(() => undefined);
      },
    ],
    ['is 10 MB', () => keys.answer((_request, response) => response.end('x'.repeat(10_000_000)))],
    [
      'redirects to a private address',
      () => keys.answer((_request, response) => response.writeHead(302, { location: 'http://10.0.0.1/' }).end()),
    ],
    [
      'redirects to itself',
      () => keys.answer((_request, response) => response.writeHead(301, { location: keys.url }).end()),
    ],
    ['is HTML', () => keys.answer((_request, response) => response.end('<!doctype html><title>Log in</title>'))],
    ['is down', () => keys.answer((_request, response) => response.writeHead(503).end())],
    ['holds nothing', () => keys.serve()],
    ['holds secrets alone', () => keys.serve({ kty: 'oct', k: 'c2VjcmV0', alg: 'HS256', kid: 'one' })],
  ];
  it.each(bad)('[VIS9] that %s is unavailable, and is left alone for a while', async (_name, breakIt) => {
    breakIt();
    await expect(names('one')).rejects.toMatchObject(unavailable);
    await expect(names('one')).rejects.toMatchObject({ ...unavailable, retryAfterS: 30 });
    expect(keys.asked.length).toBeLessThanOrEqual(1);
    keys.serve(toJwk(rsa, 'one'));
    timeoutMs = 5_000;
    clock.advance(30_000);
    expect(await names('one')).toEqual(['one']);
  });

  it.each(bad)('[VIS9] that %s later is believed as it was, for a day', async (_name, breakIt) => {
    await names('one');
    breakIt();
    clock.advance(600_001);
    expect(await names('one')).toEqual(['one', 'two']);
    clock.advance(86_400_000);
    await expect(names('one')).rejects.toMatchObject(unavailable);
  });

  it('[VIS9] is believed no longer in what was taken out of it', async () => {
    await names('one');
    keys.serve(toJwk(ec, 'two'));
    clock.advance(600_001);
    expect(await names('one')).toEqual(['two']);
  });
});

describe('what stands in a set', () => {
  const read = (...keys: unknown[]) => readKeySet(JSON.stringify({ keys })).map(({ kid }) => kid);

  it('[VIS9] counts where it can prove tokens, with its public part alone', () => {
    const { privateKey } = rsa;
    const whole = { ...privateKey.export({ format: 'jwk' }), kid: 'careless' };
    const [key] = readKeySet(JSON.stringify({ keys: [whole] }));
    expect(Object.keys(key?.jwk ?? {})).toEqual(['kty', 'n', 'e']);
    expect(read({ ...toJwk(rsa, 'a'), alg: 'RS256' }, toJwk(ec, null))).toEqual(['a', null]);
  });

  it.each([
    ['for encryption', { ...toJwk(rsa, 'x'), use: 'enc' }],
    ['for another algorithm', { ...toJwk(rsa, 'x'), alg: 'PS256' }],
    ['for HMAC', { ...toJwk(rsa, 'x'), alg: 'HS256' }],
    ['of another curve', { ...toJwk(ec, 'x'), crv: 'P-384' }],
    ['too short', { ...toJwk(makePair('RS256', 1_024), 'x') }],
    ['longer than anything', { ...toJwk(rsa, 'x'), n: 'A'.repeat(100_000) }],
    ['in no letters', { ...toJwk(rsa, 'x'), n: { length: 400 } }],
    ['null', null],
    ['a text', 'key'],
  ])('[VIS9] does not count where it is %s', (_name, key) => {
    expect(() => read(key)).toThrow(/No key/);
    expect(read(key, toJwk(ec, 'good'))).toEqual(['good']);
  });

  it.each(['', 'null', '[]', '{}', '{"keys":{}}', '{"keys":"all"}', '{'])('[VIS9] is none in %j', (text) => {
    expect(() => readKeySet(text)).toThrow();
  });

  it('[VIS9] is bounded', () => {
    expect(read(...Array.from({ length: 500 }, (_, at) => toJwk(ec, `k${at}`)))).toHaveLength(50);
  });
});
