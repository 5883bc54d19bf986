import { helpLanguages, type PageViewAnswer } from '@porchlight/protocol';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { believesProxy, Portal, password, registerUser } from '../accounts/users/testing.ts';
import { buildPageView, databaseKinds, fromPage, startTestServerOn, type TestServer } from '../testing.ts';

describe.each(databaseKinds)('preferences on %s', (database) => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServerOn(database, { env: believesProxy });
    await server.app.sites.changeSite(server.site.id, { registration: 'open' });
  });
  afterAll(() => server.close());

  const proofs = async () => {
    const all = [];
    for (const row of await server.storage.read.selectFrom('consents').selectAll().orderBy('id').execute())
      all.push(row);
    return all;
  };
  const consentOf = (portal: Portal) => portal.cookies.get(`pl_consent-${server.site.id}`);

  it.each(helpLanguages)('[HC32, LANG1] speak %s', async (language) => {
    for (const path of ['preferences', 'cookies/choice']) {
      const page = await new Portal(server).open(`${path}?lang=${language}`);
      expect([page.status, page.body]).toEqual([200, expect.stringContaining(`<html lang="${language}"`)]);
      expect(page.body).not.toContain('undefined');
    }
  });

  it('[HC32, LANG1] a language is kept in this browser, and in the profile of who is logged in', async () => {
    const guest = new Portal(server);
    const page = await guest.fill('preferences', { language: 'fr' });
    expect([page.body.includes('<html lang="fr"'), guest.cookies.get('pl_lang')]).toEqual([true, 'fr']);
    const user = await registerUser(server, `lang-${database}@mail.example`);
    await user.fill('preferences', { language: 'ar' });
    // The profile stands before what was chosen in a browser.
    user.cookies.set('pl_lang', 'es');
    expect((await user.open('account')).body).toContain('<html lang="ar" dir="rtl">');
    expect((await user.open('account?lang=de')).body).toContain('<html lang="de"');
    const start = await server.ask('help', '/', { headers: { cookie: user.cookie } });
    expect(start.headers.location).toBe('/en');
    await server.app.articles.saveSettings(server.site.id, { languages: ['en', 'ar', 'es'], defaultLanguage: 'en' });
    const own = await server.ask('help', '/', { headers: { cookie: user.cookie } });
    expect(own.headers.location).toBe('/ar');
  });

  it('[HC32, CON1] the choice: no and yes are one click each, and the cookie page shows what holds', async () => {
    const portal = new Portal(server);
    const first = await portal.open('cookies');
    expect(first.body).toContain('You have not chosen yet.');
    expect(first.headers['set-cookie']).toBeUndefined();
    const form = await portal.open('cookies/choice');
    expect(form.body.indexOf('value="none"')).toBeLessThan(form.body.indexOf('value="all"'));
    expect(form.body).not.toMatch(/checked/);
    const before = (await proofs()).length;
    const yes = await portal.fill('cookies/choice', { choice: 'all' });
    expect(yes.body).toContain('Your choice is kept.');
    expect(consentOf(portal)).toBe('11.1');
    const [proof] = (await proofs()).slice(before);
    expect(proof).toMatchObject({ source: 'help-center', text_version: '1', visitor_id: null });
    // The same once more is no second proof.
    await portal.fill('cookies/choice', { choice: 'all' });
    expect((await proofs()).length).toBe(before + 1);
    await portal.fill('cookies/choice', { choice: 'these', functional: '1' });
    expect(consentOf(portal)).toBe('10.1');
    await portal.fill('cookies/choice', { choice: 'none', analytics: '1' });
    expect(consentOf(portal)).toBe('00.1');
    expect((await proofs()).length).toBe(before + 2);
    const text = (await portal.open('cookies')).body;
    expect(text).toMatch(/Analytics: <b>refused<\/b>/);
    await server.app.sites.changeSite(server.site.id, { asksAgain: true });
    portal.cookies.set(`pl_consent-${server.site.id}`, '11.1');
    expect((await portal.open('cookies')).body).toContain('The text has changed since you chose');
  });

  it('[HC32, CON4] a no ends the visit and takes its cookies back', async () => {
    const { id } = server.site;
    await server.app.sites.changeSite(id, { consentPolicy: 'notice' });
    const view = await server.ask('service', `/t/${id}/views`, fromPage(buildPageView()));
    const { visitor, visit } = view.json<PageViewAnswer>();
    const portal = new Portal(server);
    portal.cookies.set(`pl_vid-${id}`, String(visitor));
    portal.cookies.set(`pl_sid-${id}`, `${visit}.4-`);
    await portal.fill('cookies/choice', { choice: 'none' });
    expect([...portal.cookies.keys()].filter((name) => /pl_(vid|sid)/.test(name))).toEqual([]);
    expect(server.app.visits.findOpen(visit as never)).toBeNull();
  });

  it('[HC32, CSRF2] take a form with its token alone, and only what they offer', async () => {
    const portal = new Portal(server);
    await portal.open('cookies/choice');
    expect((await portal.post('cookies/choice', { choice: 'all', form: 'x' })).status).toBe(403);
    expect((await portal.post('cookies/choice', { choice: 'everything' })).status).toBe(400);
    expect(consentOf(portal)).toBeUndefined();
    await portal.open('preferences');
    await portal.post('preferences', { language: '../../xx' });
    expect(portal.cookies.get('pl_lang')).toBeUndefined();
    expect((await portal.post('preferences', { language: 'fr' }, { origin: 'https://evil.example' })).status).toBe(403);
  });

  it('[HC32, REM1] a browser that stays logged in can be told not to', async () => {
    const email = `stay-${database}@mail.example`;
    await registerUser(server, email);
    const portal = new Portal(server);
    await portal.fill('login', { email, password, remember: '1' });
    expect((await portal.open('preferences')).body).toContain('This browser stays logged in, also after');
    const held = portal.held('portal_remember') ?? '';
    await portal.post('preferences/login', {});
    expect(portal.held('portal_remember')).toBeUndefined();
    expect((await portal.open('preferences')).body).toContain('You are logged out when this browser is closed.');
    const thief = new Portal(server);
    thief.hold('portal_remember', held);
    expect((await thief.open('account')).status).toBe(303);
  });
});
