import type { ArticleId } from '@porchlight/protocol';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { believesProxy } from '../accounts/users/testing.ts';
import { type Answer, startTestServer, type TestServer } from '../testing.ts';

const html = { accept: 'text/html,*/*;q=0.8' };
const page = '/en/articles/change-the-bulb';

describe.each(['http', 'https'] as const)('votes over %s', (scheme) => {
  const origin = `${scheme}://help.localhost`;
  let server: TestServer;
  let article: ArticleId;
  let network = 0;
  const addressed = () => ({ 'x-forwarded-for': `10.9.${network >> 8}.${network & 255}` });
  const get = (path = page, cookie = '') =>
    server.ask('help', path, { headers: { ...html, ...addressed(), ...(cookie ? { cookie } : {}) } });
  const send = (body: string, headers: Record<string, string> = {}) =>
    server.ask('help', `${page}/votes`, {
      method: 'POST',
      headers: { ...html, ...addressed(), origin, 'content-type': 'application/x-www-form-urlencoded', ...headers },
      body,
    });
  const formOf = ({ body }: Answer) => /name="form" value="([^"]+)"/.exec(body)?.[1] ?? '';
  /** Opens the article and sends its form, as a browser that holds this cookie. */
  const vote = async (fields: string, cookie = '') =>
    send(`form=${formOf(await get(page, cookie))}&language=en&${fields}`, cookie ? { cookie } : {});
  const cookieOf = (answer: Answer) => String([answer.headers['set-cookie']].flat()[0]).split(';')[0] ?? '';
  const count = async () => (await server.app.articles.readArticle(server.site.id, article)).votes;

  beforeAll(async () => {
    server = await startTestServer({ scheme, env: believesProxy });
    const { articles } = server.app;
    const category = await articles.saveCategory(server.site.id, null, { texts: { en: { title: 'Lamps' } } });
    article = await articles.addArticle(server.site.id, { category });
    const draft = { title: 'Change the bulb', summary: '', markdown: 'Turn it.', basedOn: 0 };
    const revision = await articles.saveText(server.site.id, article, 'en', draft);
    await articles.publish(server.site.id, article, 'en', { revision, at: null });
  });
  afterAll(() => server.close());
  // Each test has an address of its own, so that none spends another's allowance.
  beforeEach(() => {
    network += 1;
  });

  it('[HC1, HC8] are counted once for a visitor, may change, and are shown again', async () => {
    const before = await count();
    const opened = await get();
    expect(opened.headers['set-cookie']).toBeUndefined();
    const first = await vote('helpful=yes');
    expect([first.status, first.headers.location]).toEqual([303, `${page}#vote`]);
    const set = String([first.headers['set-cookie']].flat()[0]);
    expect(set).toMatch(/HttpOnly/);
    expect(set).toMatch(/SameSite=Lax/);
    expect(set.startsWith('__Host-pl_guest-')).toBe(scheme === 'https');
    const cookie = cookieOf(first);
    expect((await get(page, cookie)).body).toContain('value="yes" aria-pressed="true"');
    expect((await get()).body).not.toContain('aria-pressed="true"');
    const second = await vote('helpful=no', cookie);
    expect(cookieOf(second)).toBe(cookie);
    expect(await count()).toEqual({ yes: before.yes, no: before.no + 1 });
  });

  it('[HC9] are taken from the help center’s own pages alone', async () => {
    const before = await count();
    const form = formOf(await get());
    for (const headers of [
      { origin: 'https://evil.example' },
      { origin: 'null' },
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
    ] as Record<string, string>[]) {
      const answer = await send(`form=${form}&helpful=yes&language=en`, headers);
      expect([answer.status, answer.headers['set-cookie']]).toEqual([403, undefined]);
      expect(answer.body).toContain('This form was not sent from this page');
    }
    expect(await count()).toEqual(before);
  });

  it('[HC9, CSRF2] stay good in other tabs, after going back and two days later', async () => {
    const early = formOf(await get());
    const cookie = cookieOf(await vote('helpful=yes'));
    // A tab that was opened before this browser held anything, and one that was opened since, twice.
    const later = formOf(await get(page, cookie));
    server.clock.set(server.clock.now() + 2 * 86_400_000);
    for (const form of [early, later, later])
      expect((await send(`form=${form}&helpful=no&language=en`, { cookie })).status).toBe(303);
  });

  it('[HC9, CSRF2] without a token that fits are given back with what was chosen and typed', async () => {
    const before = await count();
    const cookie = cookieOf(await vote('helpful=yes'));
    const other = cookieOf(await vote('helpful=yes'));
    const foreign = formOf(await get(page, other));
    const typed = 'helpful=no&language=en&reason=wrong&comment=%3Cb%3E+it+is+a+screw';
    for (const form of ['', 'x', `${foreign.slice(0, 22)}.${'A'.repeat(43)}`, foreign]) {
      const refused = await send(`form=${form}&${typed}`, { cookie });
      expect([refused.status, refused.headers['set-cookie']]).toEqual([403, undefined]);
      expect(refused.body).toContain('Please send it once more');
      expect(refused.body).toContain('value="wrong" checked');
      expect(refused.body).toContain('&lt;b&gt; it is a screw');
      const again = await send(`form=${formOf(refused)}&${typed}`, { cookie });
      expect(again.status).toBe(303);
    }
    // The two buttons: the one that was pressed is given back.
    expect((await send('helpful=yes&language=en', { cookie })).body).toContain('Say “Yes”');
    expect(await count()).toEqual({ yes: before.yes + 1, no: before.no + 1 });
  });

  it('[HC9] of a browser that holds nothing need the exact origin', async () => {
    const form = formOf(await get());
    const withoutOrigin = { 'content-type': 'application/x-www-form-urlencoded', ...html, ...addressed() };
    const asked = (cookie: Record<string, string>, token: string) =>
      server.ask('help', `${page}/votes`, {
        method: 'POST',
        headers: { ...withoutOrigin, ...cookie },
        body: `form=${token}&helpful=yes&language=en`,
      });
    const refused = await asked({}, form);
    expect([refused.status, refused.headers['set-cookie']]).toEqual([403, undefined]);
    const cookie = cookieOf(await send(`form=${form}&helpful=yes&language=en`));
    // With a token that is bound to what it holds, it may leave the origin out.
    expect((await asked({ cookie }, form)).status).toBe(403);
    expect((await asked({ cookie }, formOf(await get(page, cookie)))).status).toBe(303);
  });

  it('[HC2, HC9] a page with a token is the same page until something changes', async () => {
    const first = await get();
    const again = await server.ask('help', page, { headers: { ...html, 'if-none-match': String(first.headers.etag) } });
    expect([again.status, formOf(first) === formOf(await get())]).toEqual([304, false]);
    const cookie = cookieOf(await vote('helpful=yes'));
    expect((await get(page, cookie)).headers.etag).not.toBe(first.headers.etag);
  });

  it('[HC27] may say why after “no”, change it, and lose it with a “yes”', async () => {
    const first = await vote('helpful=no');
    const cookie = cookieOf(first);
    const shown = await get(page, cookie);
    expect(shown.body).toContain('What was missing?');
    await vote('helpful=no&reason=incomplete&comment=%20Which%0D%0Abulb%3F%00%20', cookie);
    const kept = await get(page, cookie);
    expect(kept.body).toContain('value="incomplete" checked');
    expect(kept.body).toContain('>Which\nbulb?</textarea>');
    // “No” pressed once more says nothing of the reason.
    await vote('helpful=no', cookie);
    expect((await get(page, cookie)).body).toContain('value="incomplete" checked');
    await vote('helpful=no&reason=unclear&comment=', cookie);
    expect((await get(page, cookie)).body).toContain('value="unclear" checked');
    expect((await get(page, cookie)).body).not.toContain('bulb?</textarea>');
    await vote('helpful=yes&reason=unclear&comment=x', cookie);
    expect((await get(page, cookie)).body).not.toContain('What was missing?');
    await vote('helpful=no', cookie);
    expect((await get(page, cookie)).body).not.toContain('checked');
  });

  it('[HC27] with a reason that is too long are given back; one that is made up is none', async () => {
    const cookie = cookieOf(await vote('helpful=no'));
    const long = await vote(`helpful=no&reason=other&comment=${'%F0%9F%92%A1'.repeat(1_001)}`, cookie);
    expect([long.status, long.body.includes('longer than 1,000')]).toEqual([400, true]);
    expect((await vote(`helpful=no&comment=${'%F0%9F%92%A1'.repeat(1_000)}`, cookie)).status).toBe(303);
    await vote('helpful=no&reason=__proto__&comment=', cookie);
    expect((await get(page, cookie)).body).not.toContain('checked');
    expect((await vote(`helpful=no&comment=${'x'.repeat(17_000)}`, cookie)).status).toBe(413);
  });

  it('[HC1] of another site’s token count as a stranger’s', async () => {
    const other = await server.app.sites.addSite({ name: 'Other', domains: ['other.example'] });
    const cookie = cookieOf(await vote('helpful=yes')).replace(server.site.id, other.id);
    const { body } = await get(page, cookie);
    expect(body).not.toContain('aria-pressed="true"');
    // The first site keeps its addresses; a further one stands beneath its id.
    expect((await get(`/${other.id}/en`)).status).toBe(200);
    expect((await get('/')).body).toContain(`href="/${other.id}"`);
  });

  it.each([
    '',
    'helpful=maybe&language=en',
    'helpful=yes',
    'helpful=yes&language=xx',
    'helpful=yes&helpful=no',
    '%',
    'language=en&__proto__=1',
  ])('[HC8] refuse %j and write nothing', async (body) => {
    const before = await count();
    const answer = await send(`form=${formOf(await get())}&${body}`);
    expect([400, 404, 415]).toContain(answer.status);
    expect(await count()).toEqual(before);
  });

  it('[HC8] refuse what is no form, and articles that there are not', async () => {
    expect((await send('{}', { 'content-type': 'application/xml' })).status).toBe(415);
    const nothing = await server.ask('help', '/en/articles/nothing/votes', {
      method: 'POST',
      headers: { ...html, origin, 'content-type': 'application/x-www-form-urlencoded' },
      body: 'helpful=yes&language=en',
    });
    expect(nothing.status).toBe(404);
  });

  it('[HC8] from ten thousand new visitors of one address are limited', async () => {
    const before = await count();
    const body = `form=${formOf(await get())}&helpful=yes&language=en`;
    let taken = 0;
    const visitors = async () => {
      for (let at = 0; at < 500; at += 1) if ((await send(body)).status === 303) taken += 1;
    };
    await Promise.all(Array.from({ length: 20 }, visitors));
    expect(taken).toBeLessThanOrEqual(60);
    const { yes } = await count();
    expect(yes - before.yes).toBe(taken);
    expect((await send(body)).headers['retry-after']).toMatch(/^\d+$/);
  }, 120_000);
});
