import type { PageViewAnswer } from '@porchlight/protocol';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildPageView, databaseKinds, fromPage, refusalOf, startTestServerOn, type TestServer } from '../testing.ts';

describe.each(databaseKinds)('the tag in the help center on %s', (database) => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServerOn(database);
  });
  afterAll(() => server.close());

  const help = 'http://help.localhost';
  const policyOf = async (path: string) =>
    String((await server.ask('help', path, { headers: { accept: 'text/html' } })).headers['content-security-policy']);
  const view = () =>
    server.ask('service', `/t/${server.site.id}/views`, fromPage(buildPageView({ url: `${help}/en` }), help));

  it('[HC30] runs on pages that everybody may read, from the service alone, and its views count', async () => {
    const { id } = server.site;
    for (const path of ['/en', `/${id}/cookies`, '/nothing/here']) {
      const page = await server.ask('help', path, { headers: { accept: 'text/html' } });
      expect(page.body).toContain(`<script async crossorigin="anonymous" src="http://service.localhost/tag/${id}.js">`);
      expect(await policyOf(path)).toMatch(
        /^default-src 'none'; script-src http:\/\/help\.localhost\/script\/page-\w+\.js http:\/\/service\.localhost; connect-src http:\/\/service\.localhost; frame-src http:\/\/service\.localhost; style-src 'self';/,
      );
    }
    const seen = await view();
    expect([seen.status, seen.headers['access-control-allow-origin']]).toEqual([201, help]);
  });

  it('[HC30] counts its pages in the visit that began on the site, where the browser tells the same ids', async () => {
    const first = (
      await server.ask('service', `/t/${server.site.id}/views`, fromPage(buildPageView()))
    ).json<PageViewAnswer>();
    const { visitor, visit } = first;
    const second = await server.ask(
      'service',
      `/t/${server.site.id}/views`,
      fromPage(buildPageView({ visitor, visit, url: `${help}/en`, title: 'An article' }), help),
    );
    expect([second.status, second.json<PageViewAnswer>()]).toEqual([200, expect.objectContaining({ visitor, visit })]);
    expect(server.app.visits.readLive(server.site.id).visitors.find((one) => one.visit === visit)?.page).toMatchObject({
      title: 'An article',
    });
  });

  it('[HC30] runs nowhere where passwords are typed', async () => {
    for (const path of ['login', 'register', 'account/password', 'forgot-password']) {
      const page = await server.ask('help', `/${server.site.id}/${path}`);
      expect(page.body).not.toContain('<script');
      expect(page.headers['content-security-policy'] ?? '').not.toContain('script-src');
    }
  });

  it('[HC30] is switched off by the site, and then the help center is none of its domains', async () => {
    const { id } = server.site;
    await server.app.sites.changeSite(id, { hasHelpTag: false });
    expect((await server.ask('help', '/en')).body).not.toContain('/tag/');
    expect(await policyOf('/en')).not.toContain('script-src');
    expect(refusalOf(await view())).toEqual([403, 'origin_refused']);
    await server.app.sites.changeSite(id, { hasHelpTag: true, blockedDomains: ['help.localhost'] });
    expect(refusalOf(await view())).toEqual([403, 'origin_refused']);
  });
});
