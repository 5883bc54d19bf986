import { entries, entryName } from '@porchlight/cookies';
import type { AgentConversation, InboxItem, PageViewAnswer } from '@porchlight/protocol';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { believesProxy, Portal, readMailedCode, registerUser } from '../accounts/users/testing.ts';
import {
  buildPageView,
  countRows,
  databaseKinds,
  fromPage,
  fromWorkspace,
  startTestServerOn,
  type TestServer,
} from '../testing.ts';
import { ask, question, ticketOf } from './testing.ts';

const minuteMs = 60_000;

describe.each(databaseKinds)('contact form and conversations on %s', (kind) => {
  let server: TestServer;
  let agent: string;
  beforeAll(async () => {
    server = await startTestServerOn(kind, { env: believesProxy });
    agent = (await server.logIn('agent', 'Mia')).cookie;
    await server.app.sites.changeSite(server.site.id, { registration: 'open' });
  });
  afterAll(() => server.close());

  const work = (path: string, body?: object) =>
    server.ask('workspace', `/api/agent/${path}`, fromWorkspace(agent, body));
  const reply = (id: string, text: string) =>
    work(`conversations/${id}/messages`, { clientId: `reply-${Math.random().toString(36).slice(2)}`, text });
  const runJobs = async () => {
    for (let round = 0; round < 6; round += 1) await server.app.jobs.runDue();
  };
  const mailsTo = (to: string) => server.mails.filter((one) => one.to === to);

  it('[HC14] a form becomes a conversation in the queue, with subject and answers, and a receipt', async () => {
    const guest = new Portal(server);
    await server.app.sites.changeSite(server.site.id, {
      contactForm: {
        isOn: true,
        fields: [
          { id: 'order', kind: 'text', isRequired: true, labels: { en: 'Order number' }, choices: [] },
          {
            id: 'kind',
            kind: 'choice',
            isRequired: false,
            labels: { en: 'Kind', de: 'Art' },
            choices: [
              { id: 'a', labels: { en: 'Fault', de: 'Fehler' } },
              { id: 'b', labels: { en: 'Praise' } },
            ],
          },
          { id: 'bill', kind: 'file', isRequired: true, labels: { en: 'The bill' }, choices: [] },
        ],
      },
    });
    const page = await guest.open('contact?lang=en');
    expect(page.body).toContain('Order number');
    expect(page.headers['set-cookie']).not.toContain('pl_tickets');
    // What is missing is said at its field; what was typed and sent is kept.
    const early = await guest.sendWithFiles('contact?lang=en', { ...question, 'field-kind': 'z' }, [
      { field: 'field-bill', name: 'bill.txt', content: 'ten lamps' },
    ]);
    expect(early.status).toBe(400);
    expect(early.body).toContain('id="field-order-wrong"');
    expect(early.body).toContain('id="field-kind-wrong"');
    expect(early.body).toContain('It flickers in the evening.');
    const [, kept = ''] = /name="kept" value="([^"]+)" checked/.exec(early.body) ?? [];
    expect(kept).toMatch(/^field-bill:fi_/);
    const answer = await guest.sendWithFiles(
      'contact?lang=en',
      { ...question, 'field-order': '4711', 'field-kind': 'a', kept },
      [{ field: 'files', name: 'note.txt', content: 'more words' }],
    );
    const id = ticketOf(answer);
    const received = await guest.follow(answer);
    expect(received.body).toContain('We have your message');
    expect(received.body).toContain('ada@example.org');
    const { item, opened, internal, contact } = (await work(`conversations/${id}`)).json<AgentConversation>();
    expect(item).toMatchObject({ channel: 'form', subject: question.subject, status: 'queued', unread: 1 });
    expect(item.visitor.label).toBe('Ada');
    expect(contact).toMatchObject({ name: 'Ada', email: 'ada@example.org' });
    expect(internal.events.map(({ event }) => event)).toMatchObject([
      {
        type: 'form',
        subject: question.subject,
        email: 'ada@example.org',
        fields: [
          { label: 'Order number', value: '4711' },
          { label: 'Kind', value: 'Fault' },
          { label: 'The bill', value: 'bill.txt' },
        ],
      },
    ]);
    expect(opened.events[0]?.event).toMatchObject({
      type: 'message',
      text: question.message,
      attachments: [{ name: 'bill.txt' }, { name: 'note.txt' }],
    });
    const queue = (await work(`sites/${server.site.id}/conversations?view=queue`)).json<{ items: InboxItem[] }>();
    expect(queue.items.map((one) => one.id)).toContain(id);
    await server.app.sites.changeSite(server.site.id, { contactForm: { isOn: true, fields: [] } });
  });

  it('[HC14] it is of the visitor whose visit goes on in this browser, and later of whom the browser holds', async () => {
    const { visitor, visit } = (
      await server.ask('service', `/t/${server.site.id}/views`, fromPage(buildPageView()))
    ).json<PageViewAnswer>();
    const at = { site: server.site.id, isHttps: false };
    const cookies = [`${entryName(entries.visitor, at)}=${visitor}`, `${entryName(entries.visit, at)}=${visit}.4-`];
    const guest = new Portal(server);
    for (const pair of cookies) guest.cookies.set(pair.split('=')[0] ?? '', pair.split('=')[1] ?? '');
    const rowOf = (id: string) =>
      server.storage.read
        .selectFrom('conversations')
        .select(['visitor_id', 'visit_id', 'recognition'])
        .where('id', '=', id as `cv_${string}`)
        .executeTakeFirstOrThrow();
    const first = await rowOf(await ask(guest));
    expect(first).toMatchObject({ visitor_id: visitor, visit_id: visit });
    // Without the tag's cookies, the keys that the browser holds say whose it is.
    for (const pair of cookies) guest.cookies.delete(pair.split('=')[0] ?? '');
    expect(await rowOf(await ask(guest))).toMatchObject({ visitor_id: visitor, visit_id: null, recognition: 'strong' });
    // A visit of somebody else, or none, makes nobody of them.
    const stranger = new Portal(server);
    stranger.cookies.set(entryName(entries.visit, at), `${visit}.4-`);
    expect((await rowOf(await ask(stranger))).visitor_id).not.toBe(visitor);
  });

  it('[HC15] a form that is sent twice, also at the same moment by a browser that holds nothing yet, is one', async () => {
    const guest = new Portal(server);
    await guest.open('contact?lang=en');
    const hidden = guest.hidden();
    const before = await countRows(server.storage, ['conversations', 'tickets', 'files', 'key_families']);
    const { cookie } = guest;
    const other = new Portal(server, server.site.id, { cookie });
    const file = [{ field: 'files', name: 'a.txt', content: 'words' }];
    const fields = { ...question, ...hidden };
    const [one, two] = await Promise.all([
      guest.sendWithFiles('contact?lang=en', fields, file),
      other.sendWithFiles('contact?lang=en', fields, file),
    ]);
    const id = ticketOf(one);
    expect(ticketOf(two)).toBe(id);
    expect(ticketOf(await guest.sendWithFiles('contact?lang=en', fields, file))).toBe(id);
    const after = await countRows(server.storage, ['conversations', 'tickets', 'files', 'key_families']);
    for (const [table, count] of Object.entries(before)) expect([table, after[table]]).toEqual([table, count + 1]);
    // The same name with another text is no repeat: it is given back.
    const changed = await guest.sendWithFiles('contact?lang=en', { ...fields, message: 'Something else.' });
    expect(changed.status).toBe(409);
    expect(changed.body).toContain('Something else.');
  });

  it('[HC16] a guest reads the answer after the browser was restarted, goes on, closes, rates and saves', async () => {
    const guest = new Portal(server);
    const id = await ask(guest, {}, [{ field: 'files', name: 'lamp.txt', content: 'a lamp' }]);
    // A session cookie does not survive; that of the conversations does.
    for (const name of [...guest.cookies.keys()]) if (name.includes('porchlight_portal')) guest.cookies.delete(name);
    await reply(id, 'Have you tried another bulb?');
    const list = await guest.open('conversations?lang=en');
    expect(list.body).toContain(question.subject);
    expect(list.body).toContain('New answer');
    const page = await guest.open(`conversations/${id}?lang=en`);
    expect(page.body).toContain('Have you tried another bulb?');
    expect(page.body).toContain('lamp.txt');
    expect(page.headers['cache-control']).toBe('no-store');
    // Its reader has seen it: agents are told, and no mail goes out.
    expect((await guest.open('conversations?lang=en')).body).not.toContain('New answer');
    await guest.open(`conversations/${id}?lang=en`);
    const sent = await guest.sendWithFiles(`conversations/${id}/messages?lang=en`, { message: 'Yes, twice.' }, [
      { field: 'files', name: 'bulb.txt', content: 'a bulb' },
    ]);
    const next = await guest.follow(sent);
    expect(next.body).toContain('Your message was sent.');
    expect(next.body).toContain('Yes, twice.');
    expect(next.body).toContain('bulb.txt');
    const [, file = ''] = /files\/(fi_[\w-]+)/.exec(next.body) ?? [];
    const link = await guest.open(`conversations/${id}/files/${file}`);
    expect(link.status).toBe(303);
    const address = new URL(String(link.headers.location));
    expect((await server.ask('files', address.pathname + address.search)).body).toBe('a lamp');
    await guest.open(`conversations/${id}?lang=en`);
    const closed = await guest.follow(await guest.post(`conversations/${id}/close?lang=en`, {}));
    expect(closed.body).toContain('The conversation is closed.');
    expect(closed.body).not.toContain('name="message"');
    const unrated = await guest.post(`conversations/${id}/rating?lang=en`, { comment: 'Quick.' });
    expect([unrated.status, unrated.body.includes('Choose one.'), unrated.body.includes('Quick.')]).toEqual([
      400,
      true,
      true,
    ]);
    const rated = await guest.follow(
      await guest.post(`conversations/${id}/rating?lang=en`, { score: '4', comment: 'Quick.' }),
    );
    expect(rated.body).toContain('You rated the conversation: 4 of 5.');
    const { item } = (await work(`conversations/${id}`)).json<AgentConversation>();
    expect(item).toMatchObject({ status: 'ended', rating: { score: 4, comment: 'Quick.' } });
  });

  it('[HC18] a conversation is saved as text, whole', async () => {
    const guest = new Portal(server);
    const id = await ask(guest);
    for (let at = 0; at < 4; at += 1) await reply(id, `Answer ${at}`);
    const saved = await guest.open(`conversations/${id}/transcript.txt?lang=en`);
    expect(saved.headers['content-type']).toBe('text/plain; charset=utf-8');
    expect(saved.headers['content-disposition']).toMatch(/^attachment; filename="conversation-[\w-]+\.txt"$/);
    expect(saved.body).toContain(`Conversation: ${question.subject}`);
    for (const text of [question.message, 'Mia', 'Answer 0', 'Answer 3']) expect(saved.body).toContain(text);
  });

  it('[HC17] what was answered goes out by mail where nobody read it, once, and never what the form said', async () => {
    const guest = new Portal(server);
    const email = 'grace@example.org';
    const id = await ask(guest, { email, name: 'Click http://evil.example', subject: 'Buy at http://evil.example' });
    await runJobs();
    expect(mailsTo(email)).toHaveLength(1);
    const [receipt] = mailsTo(email);
    expect(receipt?.subject).toBe('We have your message');
    expect(receipt?.text).toContain(`http://help.localhost/${server.site.id}/conversations/${id}`);
    await reply(id, 'We look into it. <b>Soon</b>');
    await reply(id, 'It is done.');
    await runJobs();
    expect(mailsTo(email)).toHaveLength(1);
    server.clock.advance(2 * minuteMs);
    await runJobs();
    expect(mailsTo(email)).toHaveLength(2);
    const [answer] = mailsTo(email);
    expect(answer?.text).toContain('We look into it.');
    expect(answer?.text).toContain('It is done.');
    expect(answer?.html).toContain('&lt;b&gt;Soon&lt;/b&gt;');
    for (const mail of mailsTo(email)) expect(`${mail.subject} ${mail.text} ${mail.html}`).not.toContain('evil');
    // Read here, it is not mailed.
    await reply(id, 'One thing more.');
    await guest.open(`conversations/${id}?lang=en`);
    server.clock.advance(2 * minuteMs);
    await runJobs();
    expect(mailsTo(email)).toHaveLength(2);
  });

  it('[HC17] an address gets three receipts in an hour, whoever asks, in whichever site', async () => {
    const email = 'victim@example.org';
    const elsewhere = await server.app.sites.addSite({ name: 'Elsewhere', domains: ['else.example'] });
    for (let at = 0; at < 6; at += 1) await ask(new Portal(server, at % 2 ? elsewhere.id : server.site.id), { email });
    await ask(new Portal(server), { email: email.toUpperCase() });
    await runJobs();
    expect(server.mails.filter((one) => one.to.toLowerCase() === email)).toHaveLength(3);
  });

  it('[HC16] who has the mailbox alone gets in by a code, once; every address is answered alike', async () => {
    const email = 'linus@example.org';
    const id = await ask(new Portal(server), { email });
    const elsewhere = new Portal(server);
    expect((await elsewhere.open(`conversations/${id}?lang=en`)).status).toBe(404);
    const known = await elsewhere.fill('conversations/code?lang=en', { email });
    const unknown = await new Portal(server).fill('conversations/code?lang=en', { email: 'nobody@example.org' });
    const bare = (body: string) => body.replace(/value="[^"]*"/g, '');
    expect(bare(known.body)).toBe(bare(unknown.body));
    await runJobs();
    expect(mailsTo('nobody@example.org')).toHaveLength(0);
    const code = await readMailedCode(server, email);
    expect(code).not.toBeNull();
    const wrong = await elsewhere.post('conversations/code/entry?lang=en', { email, code: 'AAAA-AAAA-AAAA' });
    expect([wrong.status, wrong.body.includes('id="code-wrong"')]).toEqual([410, true]);
    const opened = await elsewhere.follow(
      await elsewhere.post('conversations/code/entry?lang=en', { email, code: code ?? '' }),
    );
    expect(opened.body).toContain('Your conversations are open in this browser.');
    expect((await elsewhere.open(`conversations/${id}?lang=en`)).body).toContain(question.message);
    const third = new Portal(server);
    await third.open('conversations/code?entry=1&lang=en');
    const again = await third.post('conversations/code/entry?lang=en', { email, code: code ?? '' });
    expect(again.status).toBe(410);
    // Of another site the address has nothing.
    expect((await third.open('conversations?lang=en')).body).toContain('There is no conversation in this browser.');
  });

  it('[HC16] who typed a stranger’s address reads along no longer once its owner comes in; two proved browsers both do', async () => {
    const email = 'vera@example.org';
    const stranger = new Portal(server);
    const id = await ask(stranger, { email });
    const read = async (who: Portal) => (await who.open(`conversations/${id}?lang=en`)).status;
    expect(await read(stranger)).toBe(200);
    const enter = async () => {
      const browser = new Portal(server);
      await browser.fill('conversations/code?lang=en', { email });
      await runJobs();
      const code = (await readMailedCode(server, email)) ?? '';
      await browser.follow(await browser.post('conversations/code/entry?lang=en', { email, code }));
      return browser;
    };
    const owner = await enter();
    expect([await read(owner), await read(stranger)]).toEqual([200, 404]);
    const second = await enter();
    expect([await read(owner), await read(second), await read(stranger)]).toEqual([200, 200, 404]);
  });

  it('[HC16] a user has chats and forms by the login, in any browser, and a guest’s key not at all', async () => {
    const user = await registerUser(server, 'tove@example.org', { name: 'Tove' });
    const page = await user.open('contact?lang=en');
    expect(page.body).toContain('You write as Tove.');
    expect(page.body).not.toContain('name="email"');
    const { name: _name, email: _email, ...asked } = question;
    const id = ticketOf(
      await user.sendWithFiles('contact?lang=en', { ...asked, email: 'else@example.org' }, [
        { field: 'files', name: 'mine.txt', content: 'mine' },
      ]),
    );
    expect([...user.cookies.keys()].some((name) => name.includes('pl_tickets'))).toBe(false);
    const { item, contact } = (await work(`conversations/${id}`)).json<AgentConversation>();
    expect(contact).toMatchObject({ name: 'Tove', email: 'tove@example.org', isVerified: true });
    expect(item.channel).toBe('form');
    await reply(id, 'Hello Tove');
    const elsewhere = new Portal(server);
    await elsewhere.fill('login', { email: 'tove@example.org', password: 'quiet otter under the porch' });
    expect((await elsewhere.open('conversations?lang=en')).body).toContain(question.subject);
    const mine = await elsewhere.open(`conversations/${id}?lang=en`);
    expect(mine.body).toContain('Hello Tove');
    await elsewhere.follow(
      await elsewhere.sendWithFiles(`conversations/${id}/messages?lang=en`, { message: 'Hi Mia' }),
    );
    const [, file = ''] = /files\/(fi_[\w-]+)/.exec(mine.body) ?? [];
    const link = await elsewhere.open(`conversations/${id}/files/${file}`);
    const address = new URL(String(link.headers.location));
    const read = () => server.ask('files', address.pathname + address.search);
    expect((await read()).body).toBe('mine');
    await elsewhere.open('account');
    await elsewhere.post('logout', {});
    expect((await read()).status).toBe(403);
    expect((await elsewhere.open(`conversations/${id}?lang=en`)).status).toBe(404);
    // A code from the mailbox opens guests' conversations alone.
    await runJobs();
    const before = mailsTo('tove@example.org').length;
    await new Portal(server).fill('conversations/code?lang=en', { email: 'tove@example.org' });
    await runJobs();
    expect(mailsTo('tove@example.org').length).toBe(before);
  });

  it('[HC15] shows articles that may answer it: when asked to, and to the script', async () => {
    const guest = new Portal(server);
    await guest.open('contact?lang=en');
    const looked = await guest.sendWithFiles('contact?lang=en', { ...question, do: 'look' });
    expect(looked.status).toBe(200);
    expect(looked.body).toContain('No article fits this.');
    expect(looked.body).toContain(question.message);
    const { status, body } = await guest.open('contact/suggestions?lang=en&q=lamp');
    expect([status, body]).toEqual([200, '{"articles":[]}']);
    expect(await countRows(server.storage, ['help_missed_searches'])).toEqual({ help_missed_searches: 0 });
  });
});
