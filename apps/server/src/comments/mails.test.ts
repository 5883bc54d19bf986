import type { ArticleId } from '@porchlight/protocol';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { believesProxy } from '../accounts/users/testing.ts';
import { createSmtpMailer } from '../mail/index.ts';
import { startSmtpServer } from '../mail/testing.ts';
import { databaseKinds, fromWorkspace, startTestServerOn, type TestServer } from '../testing.ts';
import { Commenter, publishLamp } from './testing.ts';

describe.each(databaseKinds)('mails about comments on %s', (kind) => {
  let server: TestServer;
  let article: ArticleId;
  beforeAll(async () => {
    server = await startTestServerOn(kind, { env: believesProxy });
    await server.logIn('admin', 'Ada');
    await server.logIn('agent', 'Bo');
    article = await publishLamp(server, 'none');
  });
  afterAll(() => server.close());
  beforeEach(async () => {
    await policy('none');
    server.clock.advance(2 * 86_400_000);
    await mailed();
  });

  const policy = (one: 'all' | 'none', tellsMembers = true) =>
    server.app.comments.saveSettings(server.site.id, { policy: one, linksAtMost: 2, tellsMembers });
  /** Sends what is due, and answers with the mails to an address, newest first. */
  async function mailed(to = '') {
    for (let at = 0; at < 4; at++) await server.app.jobs.runDue();
    return server.mails.filter((mail) => mail.to === to);
  }
  const answer = (id: string, text: string) => new Commenter(server).comment(article, text, {}, `?reply=${id}`);
  /** Path of the address that ends the mails, as its headers have it. */
  const stopPath = (mail?: { stopUrl?: string }) => (mail?.stopUrl ?? '').replace('http://help.localhost', '');
  const click = (path: string, body: string, headers: Record<string, string> = {}) =>
    server.ask('help', path, {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
    });

  it('[HC13] whoever gave an address is told of an answer, without a word that anybody typed', async () => {
    const to = `first-${kind}@mail.example`;
    const guest = new Commenter(server);
    const id = await guest.comment(article, 'Pirate text.', { email: ` ${to} `, name: 'Bearded' });
    expect(await mailed(to)).toEqual([]);
    await guest.comment(article, 'My own afterthought.', {}, `?reply=${id}`);
    expect(await mailed(to)).toEqual([]);
    const reply = await answer(id, 'An answer with spam in it.');
    const [mail, ...more] = await mailed(to);
    expect(more).toEqual([]);
    expect(mail?.text).toContain(`http://help.localhost/${server.site.id}/comments/${reply}`);
    for (const part of [mail?.subject, mail?.text, mail?.html])
      expect(part).not.toMatch(/Pirate|Bearded|afterthought|spam|bulb|Gus/);
    expect(mail?.stopUrl).toMatch(/^http:\/\/help\.localhost\/st_[\w-]+\/mail-stops\/[\w-]{22}\/[\w-]{43}\?lang=en$/);
    expect(mail?.text).toContain(String(mail?.stopUrl));
  });

  it('[HC13] an answer that waits tells nobody before it is approved, and then once', async () => {
    await policy('none');
    const to = `waits-${kind}@mail.example`;
    const id = await new Commenter(server).comment(article, 'A question for later.', { email: to });
    await policy('all', false);
    const reply = await answer(id, 'An answer for later.');
    expect(await mailed(to)).toEqual([]);
    const { cookie } = await server.logIn('admin', 'Ada');
    const decide = (state: string) =>
      server.ask('workspace', `/api/admin/sites/${server.site.id}/comments/${reply}`, {
        ...fromWorkspace(cookie, { state, revision: 1 }),
        method: 'PATCH',
      });
    for (const state of ['shown', 'rejected', 'shown']) expect((await decide(state)).status).toBe(204);
    expect(await mailed(to)).toHaveLength(1);
  });

  it('[HC13] an address gets three mails in a day, of all comments and sites together', async () => {
    const to = `bombed-${kind}@mail.example`;
    const ids: string[] = [];
    for (const [at, email] of [to, to.toUpperCase(), to].entries())
      ids.push(await new Commenter(server).comment(article, `Bomb number ${at}.`, { email }));
    // Also where they come at the same moment.
    await Promise.all([0, 1, 2, 3, 4, 5].map((at) => answer(ids[at % 3] ?? '', `Fuse number ${at}.`)));
    const all = [...(await mailed(to)), ...(await mailed(to.toUpperCase()))];
    expect(all.length).toBeGreaterThan(0);
    expect(server.mails.filter((mail) => mail.to.toLowerCase() === to)).toHaveLength(3);
    server.clock.advance(86_400_000);
    await answer(ids[0] ?? '', 'The day after.');
    await mailed(to);
    expect(server.mails.filter((mail) => mail.to.toLowerCase() === to)).toHaveLength(4);
  });

  it('[HC13] one click of the mail program ends them, also for who types the address again', async () => {
    const to = `ends-${kind}@mail.example`;
    const id = await new Commenter(server).comment(article, 'Tell me once.', { email: to });
    await answer(id, 'Told for the first time.');
    const path = stopPath((await mailed(to))[0]);
    // Looking at it, as scanners of mail do, ends nothing.
    const page = await server.ask('help', path, { headers: { accept: 'text/html' } });
    expect([page.status, page.headers['referrer-policy'], page.headers['set-cookie']]).toEqual([
      200,
      'no-referrer',
      undefined,
    ]);
    expect(page.body).toContain('End these mails');
    expect(page.body).not.toContain('@mail.example');
    await answer(id, 'Told for the second time.');
    expect(await mailed(to)).toHaveLength(2);
    const multipart = { 'content-type': 'multipart/form-data; boundary=x' };
    const body = '--x\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--x--\r\n';
    expect((await click(path, body, multipart)).status).toBe(200);
    expect((await click(path, 'List-Unsubscribe=One-Click')).status).toBe(200);
    await answer(id, 'Never told.');
    const again = await new Commenter(server).comment(article, 'The address once more.', { email: to });
    await answer(again, 'Never told either.');
    expect(await mailed(to)).toHaveLength(2);
    const resumed = await click(path, 'resume=1', { accept: 'text/html' });
    expect([resumed.status, resumed.body.includes('These mails are on again')]).toEqual([200, true]);
    await answer(again, 'Told again.');
    expect(await mailed(to)).toHaveLength(3);
  });

  it('[HC13] the mark ends its own mails and nothing else, and a forged one nothing', async () => {
    const to = `marks-${kind}@mail.example`;
    const id = await new Commenter(server).comment(article, 'A mark, please.', { email: to });
    await answer(id, 'Here it is.');
    const path = stopPath((await mailed(to))[0]);
    const other = await server.app.sites.addSite({ name: 'Other', domains: [`other-${kind}.example`] });
    const forged = [
      path.replace(/.\?/, (end) => (end === 'A?' ? 'B?' : 'A?')),
      path.replace(/mail-stops\/../, 'mail-stops/__'),
      path.replace(server.site.id, other.id),
      path.replace(/\/[\w-]{43}\?/, '/%00?'),
    ];
    for (const one of forged) {
      const refused = await click(one, 'List-Unsubscribe=One-Click', { accept: 'text/html' });
      expect([one, refused.status]).toEqual([one, 403]);
    }
    // It is no login: with it alone nothing else opens.
    expect((await server.ask('help', `/${server.site.id}/comments/${id}/edit?${path.split('/').at(-1)}`)).status).toBe(
      404,
    );
    await answer(id, 'Still told.');
    expect(await mailed(to)).toHaveLength(2);
    expect((await click(path, 'x'.repeat(5_000))).status).toBe(413);
  });

  it('[HC13] comments that come at the same moment tell members once', async () => {
    const jobs = async () =>
      (await server.storage.read.selectFrom('jobs').select('id').where('kind', '=', 'comments-new').execute()).length;
    for (let round = 0; round < 4; round += 1) {
      server.clock.advance(2 * 86_400_000);
      await mailed();
      expect(await jobs()).toBe(0);
      const guests = Array.from({ length: 5 }, () => new Commenter(server));
      const form = `comments/on/${article}/en`;
      for (const one of guests) await one.open(form);
      server.clock.advance(20_000);
      await Promise.all(
        guests.map((one, at) => one.post(form, { stamp: one.stamp(), text: `At once ${round} ${at}`, name: 'Gus' })),
      );
      expect(await jobs()).toBe(1);
    }
  });

  it('[HC13] members who moderate are told of new comments once an hour, unless they ended it', async () => {
    await policy('all');
    const members = () => server.mails.filter(({ subject }) => subject === 'New comments');
    const before = members().length;
    const wait = async (text: string) => {
      await new Commenter(server).comment(article, text);
    };
    await wait('One waits.');
    await mailed();
    expect(members()).toHaveLength(before);
    server.clock.advance(5 * 60_000);
    await mailed();
    const [mail] = members();
    // The admin, not the agent, who does not moderate.
    const told = members().length - before;
    expect(told).toBeGreaterThan(0);
    expect(members().some(({ to }) => to.startsWith('bo'))).toBe(false);
    expect(mail?.text).toContain(`/admin/sites/${server.site.id}?tab=comments`);
    expect(mail?.text).not.toContain('One waits');
    await wait('Two wait.');
    await wait('Three wait.');
    server.clock.advance(30 * 60_000);
    await mailed();
    expect(members()).toHaveLength(before + told);
    server.clock.advance(31 * 60_000);
    await mailed();
    expect(members()).toHaveLength(before + 2 * told);
    // Shown at once it is new as well; what a member has decided about is not.
    server.clock.advance(3 * 3_600_000);
    await policy('none');
    await wait('Four is shown.');
    server.clock.advance(3_600_000);
    await mailed();
    expect(members()).toHaveLength(before + 3 * told);
    await policy('all');
    const decided = await new Commenter(server).comment(article, 'Five was looked at.');
    server.clock.advance(1_000);
    const { cookie } = await server.logIn('admin', 'Eve');
    await server.ask('workspace', `/api/admin/sites/${server.site.id}/comments/${decided}`, {
      ...fromWorkspace(cookie, { state: 'shown', revision: 1 }),
      method: 'PATCH',
    });
    server.clock.advance(3_600_000);
    await mailed();
    expect(members()).toHaveLength(before + 3 * told);
    for (const one of members()) await click(stopPath(one), 'List-Unsubscribe=One-Click');
    server.clock.advance(86_400_000);
    const total = members().length;
    await wait('Nobody is told of this.');
    server.clock.advance(3_600_000);
    await mailed();
    // But who came after that, and never ended it.
    expect(members().length - total).toBeLessThanOrEqual(1);
  });
});

it('[HC13] mail programs are told how one click ends them (RFC 8058)', async () => {
  const smtp = await startSmtpServer({ disabledCommands: ['STARTTLS'] });
  try {
    const settings = { host: '127.0.0.1', port: smtp.port, user: null, password: null, tls: 'none' } as const;
    const from = { name: 'Shop', address: 'chat@shop.example' };
    const mailer = createSmtpMailer({ smtp: settings, from, host: 'help.example' });
    const stopUrl = `https://help.example/st_1/mail-stops/${'r'.repeat(22)}/${'m'.repeat(43)}?lang=en`;
    const mail = { id: '1', to: 'gus@mail.example', subject: 'Answered', text: 'x', html: '<p>x</p>' };
    await mailer.send({ ...mail, stopUrl });
    await mailer.send({ ...mail, id: '2' });
    const [first, second] = smtp.received.map(({ raw }) => raw.replace(/\r\n[ \t]+/g, ' '));
    expect(first).toContain(`List-Unsubscribe: <${stopUrl}>`);
    expect(first).toContain('List-Unsubscribe-Post: List-Unsubscribe=One-Click');
    expect(second).not.toContain('List-Unsubscribe');
    await expect(mailer.send({ ...mail, id: '3', stopUrl: `${stopUrl}\r\nBcc: x` })).rejects.toThrow('line break');
  } finally {
    await smtp.stop();
  }
});
