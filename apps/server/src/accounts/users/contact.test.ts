import type { PageViewAnswer, VisitId, VisitorId } from '@porchlight/protocol';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildPageView, databaseKinds, fromPage, startTestServerOn, type TestServer } from '../../testing.ts';
import { believesProxy, Portal, password, registerUser } from './testing.ts';

describe.each(databaseKinds)('users and visitors on %s', (kind) => {
  let server: TestServer;
  let count = 0;
  const newEmail = () => `vera-${++count}@mail.example`;
  beforeAll(async () => {
    server = await startTestServerOn(kind, { env: believesProxy });
    await server.app.sites.changeSite(server.site.id, { registration: 'open' });
  });
  afterAll(() => server.close());

  type Own = { visitor: VisitorId; visit: VisitId };
  async function visit(held: Partial<Own> = {}): Promise<Own> {
    const view = fromPage(buildPageView({ visitor: null, visit: null, ...held }));
    const answer = await server.ask('service', `/t/${server.site.id}/views`, view);
    const { visitor, visit } = answer.json<PageViewAnswer>();
    return { visitor, visit };
  }
  /** What the tag keeps in a browser whose help center lies under the site's domain. */
  function carry(portal: Portal, own: Own): void {
    portal.cookies.set(`pl_vid-${server.site.id}`, own.visitor);
    portal.cookies.set(`pl_sid-${server.site.id}`, `${own.visit}.4-`);
  }
  const contactOf = (own: Own) => server.app.contacts.findContactOf(server.site.id, own.visitor);

  it('[VIS7] a login links the visitor of this browser to the user’s contact', async () => {
    const email = newEmail();
    await registerUser(server, email, { name: 'Vera' });
    const own = await visit();
    const portal = new Portal(server);
    carry(portal, own);
    await portal.fill('login', { email, password: 'a wrong one, surely' });
    expect(await contactOf(own)).toBeNull();
    await portal.fill('login', { email, password });
    expect(await contactOf(own)).toMatchObject({ name: 'Vera', email, isEmailVerified: true });
    // Another browser of the same user is the same contact.
    const other = await visit();
    const second = new Portal(server);
    carry(second, other);
    await second.fill('login', { email, password });
    expect((await contactOf(other))?.id).toBe((await contactOf(own))?.id);
  });

  it('[VIS6] a logout, and a login of somebody else, leave nothing of the visitor to the next', async () => {
    const [first, second] = [newEmail(), newEmail()];
    await registerUser(server, first, { name: 'First' });
    await registerUser(server, second, { name: 'Second' });
    const own = await visit();
    const portal = new Portal(server);
    carry(portal, own);
    await portal.fill('login', { email: first, password });
    await portal.open('account');
    await portal.post('logout', {});
    const next = await visit(own);
    expect(next.visitor).not.toBe(own.visitor);
    carry(portal, next);
    await portal.fill('login', { email: first, password });
    await portal.fill('login', { email: second, password });
    expect((await contactOf(next))?.name).toBe('First');
    const last = await visit(next);
    expect(last.visitor).not.toBe(next.visitor);
    expect(await contactOf(last)).toBeNull();
  });

  it('[VIS7] ids that do not belong together, or are over, link nobody', async () => {
    const email = newEmail();
    await registerUser(server, email);
    const [own, other] = [await visit(), await visit()];
    const portal = new Portal(server);
    carry(portal, { visitor: own.visitor, visit: other.visit });
    await portal.fill('login', { email, password });
    expect([await contactOf(own), await contactOf(other)]).toEqual([null, null]);
    portal.cookies.set(`pl_sid-${server.site.id}`, 'x');
    await portal.fill('login', { email, password });
    expect(await contactOf(own)).toBeNull();
  });
});
