import type { ForgetRequest } from '@porchlight/protocol';
import { describe, expect, it } from 'vitest';
import { hashSecret, newId } from '../platform/ids/index.ts';
import { type Answer, countRows, fromPage, refusalOf } from '../testing.ts';
import type { CreateIdentityKey } from './schema.ts';
import { useShop } from './testing/shop.ts';
import { makePair, signToken } from './testing/tokens.ts';

describe.each(['sqlite', 'postgres'] as const)('tokens of a site’s own login on %s', (dialect) => {
  const shop = useShop(dialect);
  const { seconds, claims, token, send, exchange, arrive, identify, contactOf, contacts, login } = shop;
  const makeKey = (input: CreateIdentityKey, of = shop.site) => shop.server.app.contacts.keys.add(of, input);
  const rsa = makePair('RS256');
  const ec = makePair('ES256');

  it('[VIS7] make a visitor a contact of the site, and nobody’s alias', async () => {
    const at = await arrive();
    const text = token('u-1', { name: 'Ann Example', email: 'ann@example.org', email_verified: true });
    const answer = await identify(at, text);
    expect(answer).toMatchObject({
      ...at,
      keep: 'visitor-and-visit',
      contact: { name: 'Ann Example', email: 'ann@example.org' },
      isSwitched: false,
      expiresAt: shop.server.clock.now() + 86_400_000,
    });
    expect(Buffer.from(answer.login, 'base64url')).toHaveLength(32);
    expect(await contacts()).toMatchObject([
      { external_id: 'u-1', name: 'Ann Example', email: 'ann@example.org', is_email_verified: 1 },
    ]);
    expect(await contactOf(at.visitor)).toBe((await contacts())[0]?.id);
    expect(await countRows(shop.server.storage, ['visitor_aliases'])).toEqual({ visitor_aliases: 0 });
    expect(await login(answer.login)).toMatchObject({ visitor: at.visitor, contact: { externalId: 'u-1' } });
  });

  it('[VIS7] find the same contact from every browser, each with a login of its own', async () => {
    const [one, other] = [await arrive(), await arrive()];
    const [first, second] = [await identify(one, token('u-1')), await identify(other, token('u-1'))];
    expect(first.login).not.toBe(second.login);
    expect(await contacts()).toHaveLength(1);
    expect(await contactOf(one.visitor)).toBe(await contactOf(other.visitor));
    expect(await countRows(shop.server.storage, ['visitor_aliases'])).toEqual({ visitor_aliases: 0 });
  });

  it('[VIS7] [VIS9] leave in the database the hash of a login, and no shared secret', async () => {
    const answer = await identify(await arrive(), token('u-1'));
    const everything = JSON.stringify(
      await Promise.all(
        (['contact_logins', 'identity_keys', 'contacts', 'installation'] as const).map((table) =>
          shop.server.storage.read.selectFrom(table).selectAll().execute(),
        ),
      ),
    );
    expect(everything).toContain(hashSecret(answer.login));
    expect(everything).not.toContain(answer.login);
    expect(everything).not.toContain(shop.secret);
  });

  it.each([
    ['RS256', rsa],
    ['ES256', ec],
  ] as const)('[VIS8] are taken by the public key that proves them: %s', async (algorithm, pair) => {
    await makeKey({ kind: 'public-key', algorithm, pem: pair.pem });
    expect((await identify(await arrive(), signToken(claims('u-2'), pair.privateKey))).isSwitched).toBe(false);
  });

  describe('[VIS8] are refused', () => {
    async function refuses(text: string, code = 'identity_token_invalid', status = 401): Promise<Answer> {
      const at = await arrive();
      const answer = await exchange(at, text);
      expect(refusalOf(answer)).toEqual([status, code]);
      expect(await contactOf(at.visitor)).toBeNull();
      expect(await contacts()).toEqual([]);
      return answer;
    }
    const wrong: [name: string, make: () => string, code?: string][] = [
      ['without a signature (alg none)', () => signToken(claims('u-1'), null)],
      ['without a signature, in other letters', () => signToken(claims('u-1'), null, { alg: 'NoNe' })],
      ['with alg none over a good signature', () => signToken(claims('u-1'), shop.secret, { alg: 'none' })],
      ['with another algorithm’s name', () => signToken(claims('u-1'), shop.secret, { alg: 'HS512' })],
      ['with no algorithm', () => signToken(claims('u-1'), shop.secret, { alg: undefined })],
      ['by another key', () => signToken(claims('u-1'), 'another secret of forty-three characters -----')],
      ['by the empty key', () => signToken(claims('u-1'), '')],
      ['with a changed body', () => tamper(token('u-1'))],
      ['cut off', () => token('u-1').slice(0, -2)],
      ['without a key’s signature', () => token('u-1').replace(/[^.]+$/, '')],
      ['for another audience', () => token('u-1', { aud: 'st_somebody-elses-site' })],
      ['for no audience', () => token('u-1', { aud: undefined })],
      ['for others too', () => token('u-1', { aud: [shop.site.id, 'st_somebody-elses-site'] })],
      ['for something that looks alike', () => token('u-1', { aud: { toString: shop.site.id } })],
      ['that have expired', () => token('u-1', { exp: seconds(-61_000) }), 'identity_token_expired'],
      ['that never expire', () => token('u-1', { exp: undefined })],
      ['that expire at no time', () => token('u-1', { exp: '9999999999' })],
      ['three hours long', () => token('u-1', { exp: seconds(3 * 3_600_000) })],
      [
        'made three hours long, and used in the last',
        () => token('u-1', { iat: seconds(-2 * 3_600_000), exp: seconds(3_500_000) }),
      ],
      ['that begin later (nbf)', () => token('u-1', { nbf: seconds(120_000) })],
      ['of the future (iat)', () => token('u-1', { iat: seconds(120_000) })],
      ['of no time (iat)', () => token('u-1', { iat: 'now' })],
      ['without sub', () => signToken(claims(undefined), shop.secret)],
      ['with a number for sub', () => signToken(claims(42), shop.secret)],
      ['with an empty sub', () => token('')],
      ['with blanks for sub', () => token('   ')],
      ['with NUL in sub', () => token('u\u0000-1')],
      ['with half a letter in sub', () => token('u-\ud800')],
      ['with a sub without end', () => token('u'.repeat(201))],
      ['with a header that must be understood', () => signToken(claims('u-1'), shop.secret, { crit: ['exp'] })],
      ['that hold no claims', () => signToken([] as never, shop.secret)],
      ['that are an encrypted token', () => 'eyJhbGciOiJkaXIiLCJlbmMiOiJBMjU2R0NNIn0..a.b.c'],
      ['that are no token', () => 'u-1'],
      ['that are nothing', () => ''],
      ['longer than a token can be', () => token('u-1', { more: 'x'.repeat(9_000) })],
    ];
    it.each(wrong)('%s', async (_name, make, code) => {
      await refuses(make(), code);
    });

    it('signed with the RSA public key as if it were a shared secret', async () => {
      await makeKey({ kind: 'public-key', algorithm: 'RS256', pem: rsa.pem });
      const der = rsa.publicKey.export({ type: 'spki', format: 'der' }).toString('latin1');
      for (const text of [rsa.pem, rsa.pem.trim(), der]) await refuses(signToken(claims('u-1'), text));
    });

    it('signed by the other algorithm’s key, or under its name', async () => {
      await makeKey({ kind: 'public-key', algorithm: 'RS256', pem: rsa.pem });
      await refuses(signToken(claims('u-1'), ec.privateKey));
      await refuses(signToken(claims('u-1'), ec.privateKey, { alg: 'RS256' }));
      await refuses(signToken(claims('u-1'), rsa.privateKey, { alg: 'RS512' }));
    });

    it.each(['../../etc/passwd', '/dev/null', 'https://evil.example/keys.json', "' or 1=1 --", '\u0000', '__proto__'])(
      'or taken just as without it, where the kid is %j',
      async (kid) => {
        const forged = { kid, jku: 'https://evil.example/keys.json', x5u: 'https://evil.example/x' };
        await refuses(signToken(claims('u-1'), '', forged));
        await identify(await arrive(), signToken(claims('u-1'), shop.secret, { kid }));
      },
    );

    it('with a public key that they bring along', async () => {
      const jwk = ec.publicKey.export({ format: 'jwk' });
      await refuses(signToken(claims('u-1'), ec.privateKey, { jwk }));
    });

    it('on another site than theirs, whichever way round', async () => {
      const { id } = await shop.server.app.sites.addSite({ name: 'Other', domains: ['shop.example'] });
      const other = await shop.server.app.sites.changeSite(id, { consentPolicy: 'off' });
      const theirs = (await makeKey({ kind: 'shared-secret' }, other)).secret;
      await refuses(signToken(claims('u-1'), theirs));
      await refuses(signToken(claims('u-1', { aud: other.id }), theirs));
      await refuses(token('u-1', { aud: other.id }));
    });

    it('after their key was deleted, and so is what it had opened', async () => {
      const at = await arrive();
      const before = await identify(at, token('u-1'));
      await shop.server.app.contacts.keys.remove(shop.site, shop.keyId);
      expect(refusalOf(await exchange(at, token('u-1')))).toEqual([401, 'identity_token_invalid']);
      expect(await login(before.login)).toBeNull();
    });

    it('of a megabyte, before they are looked at', async () => {
      const at = await arrive();
      expect(refusalOf(await exchange(at, 'x'.repeat(1_048_576)))).toEqual([413, 'body_too_large']);
    });

    it.each<[string, object | string]>([
      ['nothing', ''],
      ['null', 'null'],
      ['a list', '[]'],
      ['half a body', '{'],
      ['another version', { v: 2 }],
      ['no token', { token: undefined }],
      ['a token that is no text', { token: 5 }],
      ['an id that is none', { visitor: 'ann' }],
    ])('as %s', async (_name, body) => {
      const at = await arrive();
      const whole = typeof body === 'string' ? body : { v: 1, ...at, token: token('u-1'), ...body };
      expect(refusalOf(await send('identities', whole))[0]).toBe(400);
    });

    it('without an open visit of this visitor, from other pages, and for bots', async () => {
      const [at, other] = [await arrive(), await arrive()];
      for (const pair of [
        { visitor: at.visitor, visit: newId('vs') },
        { visitor: newId('vi'), visit: at.visit },
        { ...at, visit: other.visit },
      ])
        expect(refusalOf(await exchange(pair, token('u-1')))).toEqual([410, 'visit_unknown']);
      expect(await contacts()).toEqual([]);
      const body = { v: 1, ...other, token: token('u-2') };
      const path = `/t/${shop.site.id}/identities`;
      const foreign = await shop.server.ask('service', path, fromPage(body, 'https://evil.example'));
      expect(refusalOf(foreign)).toEqual([403, 'origin_refused']);
      const asBot = fromPage(body);
      const bot = { ...asBot, headers: { ...asBot.headers, 'user-agent': 'Googlebot/2.1' } };
      expect((await shop.server.ask('service', path, bot)).status).toBe(204);
      expect(await contacts()).toEqual([]);
    });

    it('beyond what a page ever needs', async () => {
      const at = await arrive();
      const answers = await Promise.all(Array.from({ length: 30 }, () => exchange(at, token('u-1'))));
      expect(answers.filter(({ status }) => status === 200)).toHaveLength(20);
      const refused = answers.find(({ status }) => status === 429) as Answer;
      expect(refusalOf(refused)).toEqual([429, 'too_many_attempts']);
      expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
      // Others of that network go on.
      await identify(await arrive(), token('u-2'));
    });
  });

  it('[VIS8] may differ from our clock by a minute', async () => {
    await identify(await arrive(), token('u-1', { exp: seconds(-59_000) }));
    await identify(await arrive(), token('u-1', { nbf: seconds(59_000), iat: seconds(59_000) }));
  });

  it('[VIS7] [CNV8] say names and addresses that are cleaned, and an address that can be none is none', async () => {
    const said = async (more: object) => (await identify(await arrive(), token('u-1', more))).contact;
    expect(await said({ name: ' Ann\u0000\nExample\u202e ', email: 'ann at home' })).toEqual({
      name: 'Ann Example\u202e',
      email: null,
    });
    for (const email of ['a@b\u0000', 'a@b@c', '@', 'x'.repeat(300), { a: 1 }, 'ann@exa\nmple.org'])
      expect((await said({ name: 7, email })).email).toBeNull();
    // What a later token does not say stays.
    expect(await said({})).toEqual({ name: 'Ann Example\u202e', email: null });
    expect((await said({ name: '\ud800'.repeat(3) + 'n'.repeat(500) })).name?.length).toBeLessThanOrEqual(120);
    await said({ email: 'ann@example.org', email_verified: 'true' });
    expect((await contacts())[0]).toMatchObject({ email: 'ann@example.org', is_email_verified: 0 });
  });

  it('[VIS7] sent many times at once are one contact, and each answer’s login is good', async () => {
    const pairs = await Promise.all(Array.from({ length: 6 }, arrive));
    const same = token('u-1');
    const answers = await Promise.all([...pairs, ...pairs].map((at) => identify(at, same)));
    expect(await contacts()).toHaveLength(1);
    for (const answer of answers) {
      expect(answer.isSwitched).toBe(false);
      expect(await login(answer.login)).not.toBeNull();
    }
  });

  it('[VIS7] are over with the day, wherever they are asked about', async () => {
    const { login: text } = await identify(await arrive(), token('u-1'));
    const { id } = await shop.server.app.sites.addSite({ name: 'Other', domains: ['shop.example'] });
    expect(await shop.server.app.contacts.findLogin(id, text)).toBeNull();
    for (const none of ['', 'x', `${text}x`, hashSecret(text)]) expect(await login(none)).toBeNull();
    shop.server.clock.advance(86_400_000 - 1);
    expect(await login(text)).not.toBeNull();
    shop.server.clock.advance(1);
    expect(await login(text)).toBeNull();
    await identify(await arrive(), token('u-2'));
    const rows = await shop.server.storage.read
      .selectFrom('contact_logins')
      .selectAll()
      .where('site_id', '=', shop.site.id)
      .execute();
    expect(rows).toHaveLength(1);
  });

  it('[VIS6] end what they opened at a logout', async () => {
    const at = await arrive();
    const { login: text } = await identify(at, token('u-1'));
    expect((await send('forget', { v: 1, why: 'logout', ...at } satisfies ForgetRequest)).status).toBe(204);
    expect(await login(text)).toBeNull();
    expect(refusalOf(await exchange(at, token('u-1')))).toEqual([410, 'visit_unknown']);
  });

  it('[CON4] are forgotten with the visitor where the site says so', async () => {
    await shop.server.app.sites.changeSite(shop.site.id, { forgetsOnWithdrawal: 'visitor' });
    const at = await arrive();
    const { login: text } = await identify(at, token('u-1'));
    await send('forget', { v: 1, why: 'withdrawn', ...at });
    expect(await login(text)).toBeNull();
    expect(await contactOf(at.visitor)).toBeNull();
  });
});

/** Another name in a body whose signature stays. */
function tamper(text: string): string {
  const [header, body = '', signature] = text.split('.');
  const claims = JSON.parse(Buffer.from(body, 'base64url').toString());
  return [header, Buffer.from(JSON.stringify({ ...claims, sub: 'admin' })).toString('base64url'), signature].join('.');
}
