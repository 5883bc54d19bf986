import type { ArticleId, AuditAnswer, CommentState, CommentsAnswer, UsersAnswer } from '@porchlight/protocol';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { believesProxy, registerUser } from '../accounts/users/testing.ts';
import { bySystem } from '../audit/index.ts';
import { databaseKinds, fromWorkspace, refusalOf, startTestServerOn, type TestServer } from '../testing.ts';
import { Commenter, publishLamp } from './testing.ts';

const lamp = '/en/articles/change-the-bulb';

describe.each(databaseKinds)('comments on %s', (kind) => {
  let server: TestServer;
  let admin: string;
  let article: ArticleId;
  beforeAll(async () => {
    server = await startTestServerOn(kind, { env: believesProxy });
    admin = (await server.logIn('admin', 'Ada')).cookie;
    await server.app.sites.changeSite(server.site.id, { registration: 'open' });
    article = await publishLamp(server, 'all');
  });
  afterAll(() => server.close());
  beforeEach(async () => {
    await server.app.comments.saveSettings(server.site.id, { policy: 'all', linksAtMost: 2, tellsMembers: true });
    // So that what one test wrote is no repetition in the next.
    server.clock.advance(2 * 86_400_000);
    // What waits to be mailed would stand before the codes that are read below.
    for (let at = 0; at < 3; at++) await server.app.jobs.runDue();
    admin = (await server.logIn('admin', 'Ada')).cookie;
  });

  const send = (method: string, path: string, body?: object, cookie = admin) =>
    server.ask('workspace', `/api/admin/sites/${server.site.id}/${path}`, { ...fromWorkspace(cookie, body), method });
  const list = async (state: CommentState) => (await send('GET', `comments?state=${state}`)).json<CommentsAnswer>();
  const stateOf = async (id: string) => {
    for (const state of ['waiting', 'shown', 'rejected', 'spam'] as const)
      if ((await list(state)).comments.some((one) => one.id === id)) return state;
    return null;
  };
  const decide = (id: string, state: string, revision = 1) => send('PATCH', `comments/${id}`, { state, revision });
  const seen = async (who: Commenter, path = lamp) => (await who.read(server, path)).body;
  const policy = (one: 'all' | 'first' | 'none' | 'off') =>
    server.app.comments.saveSettings(server.site.id, { policy: one, linksAtMost: 2, tellsMembers: true });

  it('[HC10] a guest’s comment waits, is seen by its author alone, and by all once it is approved', async () => {
    const guest = new Commenter(server);
    const stranger = new Commenter(server);
    const id = await guest.comment(article, 'Which way round?\n\n<b>Left?</b> & "so"');
    expect(id).toMatch(/^cm_/);
    const own = await seen(guest);
    expect(own).toContain('&lt;b&gt;Left?&lt;/b&gt; &amp; &quot;so&quot;');
    expect(own).toContain('Only you see this: it waits');
    expect(await seen(stranger)).not.toContain('Which way round');
    expect((await stranger.open(`comments/${id}`)).status).toBe(404);
    const [row] = (await list('waiting')).comments;
    expect(row).toMatchObject({ id, title: 'Change the bulb', author: { kind: 'guest', name: 'Gus' }, revision: 1 });
    expect((await decide(id, 'shown')).status).toBe(204);
    expect(await seen(stranger)).toContain('Which way round?');
    expect(await seen(stranger)).not.toContain('Edit</a>');
    const there = await stranger.open(`comments/${id}`);
    expect([there.status, there.headers.location]).toEqual([303, `${lamp}/comments?at=${id}#${id}`]);
    expect(await seen(stranger, '/de/articles/die-birne-wechseln')).not.toContain('Which way round');
  });

  it('[HC19] who may not comment is shown no way to, and what they send is refused', async () => {
    const rights = (guests: string[]) => send('PUT', 'help-rights', { guests, users: [] });
    const guest = new Commenter(server);
    await policy('none');
    const id = await guest.comment(article, 'Is it warm or cold light?');
    expect(await seen(guest)).toContain('/comments/on/');
    expect(await seen(guest)).toContain(`/comments/${id}/edit`);
    await rights(['read']);
    // What they wrote they may take back, and not write anew.
    expect(await seen(guest)).not.toContain(`/comments/${id}/edit`);
    expect([
      (await guest.open(`comments/${id}/edit`)).status,
      (await guest.open(`comments/${id}/delete`)).status,
      (await guest.post(`comments/${id}/edit`, { text: 'Something else.', stamp: guest.stamp() })).status,
    ]).toEqual([403, 200, 403]);
    expect(await seen(guest)).toContain('Is it warm or cold light?');
    expect(await seen(guest)).not.toContain('/comments/on/');
    expect((await guest.open(`comments/on/${article}/en`)).status).toBe(403);
    expect(await guest.comment(article, 'Nor may I.')).toMatch(/^403 /);
    await rights(['read', 'vote', 'comment', 'ask']);
    expect(await guest.comment(article, 'Now I may.')).toMatch(/^cm_/);
  });

  it('[HC10] members approve, reject, mark as spam, answer and delete, and each stands in the log', async () => {
    const guest = new Commenter(server);
    const ids: string[] = [];
    for (const text of ['First', 'Second', 'Third', 'Fourth'])
      ids.push(await guest.comment(article, `${text} of all.`));
    const [first = '', second = '', third = '', fourth = ''] = ids;
    await decide(first, 'rejected');
    await decide(second, 'spam');
    const reply = { text: 'We do.\r\nGladly.', revision: 1, clientId: 'client-0001' };
    expect((await send('POST', `comments/${third}/replies`, reply)).status).toBe(201);
    expect((await send('POST', `comments/${third}/replies`, reply)).status).toBe(201);
    expect((await send('DELETE', `comments/${fourth}`)).status).toBe(204);
    expect(await Promise.all(ids.map(stateOf))).toEqual(['rejected', 'spam', 'shown', null]);
    const body = await seen(new Commenter(server));
    expect([...body.matchAll(/We do\.\nGladly\./g)]).toHaveLength(1);
    expect(body).toMatch(/Ada<\/b><span class="mark team">Team/);
    const own = await seen(guest);
    expect(own).toContain('the team has not published it');
    const log = await server.ask('workspace', '/api/admin/audit?what=comment', fromWorkspace(admin));
    expect(
      new Set(
        log
          .json<AuditAnswer>()
          .entries.slice(0, 5)
          .map(({ what }) => what),
      ),
    ).toEqual(
      new Set([
        'comment.removed',
        'comment.answered',
        'comment.approved',
        'comment.marked-as-spam',
        'comment.rejected',
      ]),
    );
  });

  it('[HC10] a decision is about what was read: an edit in between is told', async () => {
    const guest = new Commenter(server);
    const id = await guest.comment(article, 'Harmless words.');
    expect((await guest.write(`comments/${id}/edit`, { text: 'Other words.' })).status).toBe(303);
    expect(refusalOf(await decide(id, 'shown', 1))).toEqual([409, 'comment_changed']);
    expect((await decide(id, 'shown', 2)).status).toBe(204);
    // What was approved and is edited is looked at once more.
    await guest.write(`comments/${id}/edit`, { text: 'Quite other words.' });
    expect(await stateOf(id)).toBe('waiting');
    expect(await seen(new Commenter(server))).not.toContain('uite other words');
  });

  it('[HC10] “first” shows who was approved before, “none” everybody, “off” nobody', async () => {
    await policy('first');
    const guest = new Commenter(server);
    const first = await guest.comment(article, 'My first one.');
    expect(await stateOf(first)).toBe('waiting');
    await decide(first, 'shown');
    expect(await stateOf(await guest.comment(article, 'My second one.'))).toBe('shown');
    const other = new Commenter(server);
    const spam = await other.comment(article, 'Somebody else.');
    expect(await stateOf(spam)).toBe('waiting');
    await policy('none');
    const open = new Commenter(server);
    expect(await stateOf(await open.comment(article, 'Right away.'))).toBe('shown');
    await policy('off');
    expect(await seen(guest)).not.toContain('My second one');
    expect((await guest.open(`comments/on/${article}/en`)).status).toBe(403);
    expect((await guest.read(server, `${lamp}/comments`)).status).toBe(404);
    expect((await guest.open(`comments/${first}`)).status).toBe(403);
  });

  it('[HC10, HC19] a group’s members may be trusted: what they write waits for nobody, but for what checks find', async () => {
    const address = `tess-${kind}@shop.example`;
    const user = await registerUser(server, address, { name: 'Tess' });
    const write = async (text: string) => {
      const form = await user.open(`comments/on/${article}/en`);
      const stamp = /name="stamp" value="([^"]+)"/.exec(form.body)?.[1] ?? '';
      server.clock.advance(9_000);
      const { headers } = await user.post(`comments/on/${article}/en`, { stamp, text });
      return stateOf(String(headers.location).split('/').at(-1) ?? '');
    };
    expect(await write('Before anybody trusted me.')).toBe('waiting');
    const { id: group } = (await send('POST', 'groups', { name: `Friends ${kind}`, may: ['publish'] })).json<{
      id: string;
    }>();
    const { users } = (await send('GET', `users?query=${address}`)).json<UsersAnswer>();
    await send('PUT', `users/${users[0]?.id}/groups`, { groups: [group] });
    server.clock.advance(10_000);
    expect(await write('Now it is there at once.')).toBe('shown');
    expect(await write('http://a.example http://b.example http://c.example')).toBe('waiting');
    expect(await stateOf(await new Commenter(server).comment(article, 'A guest waits all the same.'))).toBe('waiting');
  });

  it('[HC10] a user writes by their login, and is nobody’s name once the account is gone', async () => {
    await policy('none');
    const user = await registerUser(server, `uma-${kind}@shop.example`, { name: 'Uma' });
    const form = await user.open(`comments/on/${article}/en`);
    expect(form.body).toContain('You write as Uma.');
    expect(form.body).not.toContain('name="name"');
    const stamp = /name="stamp" value="([^"]+)"/.exec(form.body)?.[1] ?? '';
    server.clock.advance(9_000);
    expect((await user.post(`comments/on/${article}/en`, { stamp, text: 'As a user.' })).status).toBe(303);
    const read = async () => (await server.ask('help', lamp, { headers: { accept: 'text/html' } })).body;
    expect(await read()).toContain('<b dir="auto">Uma</b>');
    expect((await list('shown')).comments[0]?.author).toEqual({
      kind: 'user',
      name: 'Uma',
      email: `uma-${kind}@shop.example`,
    });
    await user.fill('account/delete', { current: 'quiet otter under the porch' });
    expect(await read()).toContain('<b dir="auto">Former user</b>');
    expect((await list('shown')).comments[0]?.author.email).toBeNull();
  });

  it('[HC11] a form that is sent twice, also at the same moment, makes one comment', async () => {
    await policy('none');
    const guest = new Commenter(server);
    const path = `comments/on/${article}/en`;
    await guest.open(path);
    const stamp = guest.stamp();
    server.clock.advance(20_000);
    const fields = { stamp, text: 'Just once, please.', name: 'Gus' };
    const answers = await Promise.all([guest.post(path, fields), guest.post(path, fields)]);
    const again = await guest.post(path, fields);
    expect(new Set([...answers, again].map(({ headers }) => headers.location)).size).toBe(1);
    expect([...(await seen(guest)).matchAll(/Just once, please/g)]).toHaveLength(1);
  });

  it('[HC11] what machines do waits or is spam: the trap, haste, links, repetition', async () => {
    await policy('none');
    const path = `comments/on/${article}/en`;
    const machine = new Commenter(server);
    const trapped = await machine.comment(article, 'Buy this.', { website: 'https://shop.example' });
    expect(await stateOf(trapped)).toBe('spam');
    // Its author is told nothing else than of any that waits.
    expect(await seen(machine)).toContain('Only you see this: it waits');
    const hasty = new Commenter(server);
    await hasty.open(path);
    const answer = await hasty.post(path, { stamp: hasty.stamp(), text: 'In no time.', name: 'Gus' });
    expect(await stateOf(String(answer.headers.location).split('/').at(-1) ?? '')).toBe('waiting');
    const linker = new Commenter(server);
    const links = await linker.comment(article, 'https://a.example http://b.example www.c.example');
    expect(await stateOf(links)).toBe('waiting');
    expect((await list('waiting')).comments[0]?.suspicions).toEqual(['links']);
    await new Commenter(server).comment(article, 'The very same words again.');
    const repeated = await new Commenter(server).comment(article, 'The very  SAME words again.');
    expect(await stateOf(repeated)).toBe('waiting');
    // A link that is edited in later is found, too.
    const editor = new Commenter(server);
    const edited = await editor.comment(article, 'Nothing to see.');
    expect(await stateOf(edited)).toBe('shown');
    await editor.write(`comments/${edited}/edit`, { text: 'a.com b.com c.com' });
    expect(await stateOf(edited)).toBe('waiting');
  });

  it('[HC11] spam is gone after 30 days, and nothing else is', async () => {
    await policy('none');
    const kept = await new Commenter(server).comment(article, 'Here to stay.');
    const spam = await new Commenter(server).comment(article, 'Not for long.', { website: 'x' });
    for (const [days, state] of [
      [29, 'spam'],
      [2, null],
    ] as const) {
      server.clock.advance(days * 86_400_000);
      admin = (await server.logIn('admin', 'Ada')).cookie;
      await server.app.sweep();
      expect([await stateOf(kept), await stateOf(spam)]).toEqual(['shown', state]);
    }
  });

  it('[LANG1] the menu of languages leads to the same form, and is kept', async () => {
    const guest = new Commenter(server);
    const path = `comments/on/${article}/en`;
    const menu = (await guest.open(path)).body;
    expect(menu).toContain(`/${server.site.id}/${path}?lang=fr&amp;chosen`);
    const chosen = await guest.open(`${path}?lang=fr&chosen`);
    expect([chosen.status, chosen.headers.location]).toEqual([303, `/${server.site.id}/${path}?lang=fr`]);
    for (const next of [`${path}?lang=fr`, path])
      expect((await guest.open(next)).body).toContain('Écrire un commentaire');
  });

  it('[HC11] one network writes eight in ten minutes; then the form comes back with what was typed', async () => {
    const guest = new Commenter(server);
    for (let at = 0; at < 8; at++) expect(await guest.comment(article, `Number ${at} of them.`)).toMatch(/^cm_/);
    const refused = await guest.write(`comments/on/${article}/en`, { text: 'One too many.', name: 'Gus' });
    expect([refused.status, Number(refused.headers['retry-after'])]).toEqual([429, expect.any(Number)]);
    expect(refused.body).toContain('One too many.</textarea>');
  });

  it('[HC11, CSRF2] a form of two days ago is taken; one whose session is over comes back with what was typed', async () => {
    const path = `comments/on/${article}/en`;
    const guest = new Commenter(server);
    await guest.open(path);
    const stamp = guest.stamp();
    server.clock.advance(2 * 86_400_000);
    const late = await guest.post(path, { stamp, text: 'Two days later.', name: 'Gus' });
    expect(late.status).toBe(303);
    await guest.open(path);
    const old = { stamp: guest.stamp(), form: guest.token(), text: 'Typed <long> ago.', name: 'Gus & Co' };
    server.clock.advance(8 * 86_400_000);
    const over = await guest.post(path, old);
    expect(over.status).toBe(403);
    expect(over.body).toContain('Typed &lt;long&gt; ago.</textarea>');
    expect(over.body).toContain('value="Gus &amp; Co"');
    expect(over.body).toContain('What you typed is still here');
    const sent = await guest.post(path, { ...old, stamp: guest.stamp(), form: guest.token() });
    expect(sent.status).toBe(303);
    for (const forged of ['', 'x', stamp.replace(/^\w/, '0')]) {
      await guest.open(path);
      expect((await guest.post(path, { stamp: forged, text: 'x', name: 'y' })).status).toBe(403);
    }
  });

  it('[HC12] the author’s own browser edits and deletes for 15 minutes, and nobody else ever', async () => {
    await policy('none');
    const guest = new Commenter(server);
    const id = await guest.comment(article, 'A typo hree.');
    const stranger = new Commenter(server);
    await stranger.comment(article, 'I am somebody else.');
    for (const step of ['edit', 'delete']) {
      expect((await stranger.open(`comments/${id}/${step}`)).status).toBe(404);
      await stranger.open(`comments/on/${article}/en`);
      expect(
        (await stranger.post(`comments/${id}/${step}`, { text: 'Mine now.', stamp: stranger.stamp() })).status,
      ).toBe(404);
    }
    expect((await guest.write(`comments/${id}/edit`, { text: 'A typo here.' })).status).toBe(303);
    expect(await seen(stranger)).toMatch(/edited[\s\S]*A typo here\./);
    await guest.open(`comments/${id}/edit`);
    const { stamp, form } = { stamp: guest.stamp(), form: guest.token() };
    server.clock.advance(15 * 60_000);
    expect((await guest.post(`comments/${id}/edit`, { stamp, form, text: 'Too late.' })).status).toBe(409);
    expect((await guest.open(`comments/${id}/delete`)).status).toBe(409);
    expect(await seen(guest)).toMatch(/class="mark">You<\/span>[\s\S]*A typo here/);
    const own = await guest.comment(article, 'Away with this.');
    expect((await guest.write(`comments/${own}/delete`, {})).headers.location).toBe(`${lamp}#comments`);
    expect(await stateOf(own)).toBeNull();
  });

  it('[HC10] with an article go its comments, those too that are sent at that moment', async () => {
    await policy('none');
    for (let round = 0; round < 6; round += 1) {
      const site = (await server.app.sites.addSite({ name: 'Gone', domains: ['gone.example'] })).id;
      const own = await publishLamp(server, 'none', site);
      const guests = Array.from({ length: 4 }, () => new Commenter(server, site));
      const form = `comments/on/${own}/en`;
      for (const one of guests) await one.open(form);
      server.clock.advance(20_000);
      await Promise.all([
        ...guests.map((one, at) => one.post(form, { stamp: one.stamp(), text: `In time, ${at}?`, name: 'Gus' })),
        server.app.articles.removeArticle(site, own, bySystem),
      ]);
      const left = server.storage.read.selectFrom('help_comments').selectAll().where('article_id', '=', own);
      expect(await left.execute()).toEqual([]);
    }
  });

  it('[HC12] what was answered keeps its place and nothing else', async () => {
    await policy('none');
    const guest = new Commenter(server);
    const id = await guest.comment(article, 'Private by mistake.', { email: 'gus@mail.example' });
    const other = new Commenter(server);
    const answer = await other.comment(article, 'An answer to it.', {}, `?reply=${id}`);
    expect((await guest.write(`comments/${id}/delete`, {})).status).toBe(303);
    const body = await seen(other);
    expect(body).toContain('taken back by its author');
    expect(body).toContain('An answer to it.');
    const rows = await server.storage.read
      .selectFrom('help_comments')
      .selectAll()
      .where('id', '=', id as never)
      .execute();
    expect(JSON.stringify(rows)).not.toMatch(/Private|Gus|gus@/);
    await decide(answer, 'spam');
    expect(await seen(new Commenter(server))).not.toContain('taken back');
    expect((await other.open(`comments/on/${article}/en?reply=${id}`)).status).toBe(404);
  });

  it('[HC10] of a thread that is not shown, the answers are not either', async () => {
    await policy('none');
    const id = await new Commenter(server).comment(article, 'A thread begins.');
    await new Commenter(server).comment(article, 'And goes on.', {}, `?reply=${id}`);
    await decide(id, 'rejected');
    expect(await seen(new Commenter(server))).not.toContain('And goes on.');
  });
});
