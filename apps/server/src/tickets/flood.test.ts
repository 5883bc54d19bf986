import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { believesProxy, Portal, readMailedCode } from '../accounts/users/testing.ts';
import { newSecret } from '../platform/ids/index.ts';
import { databaseKinds, fromWorkspace, startTestServerOn, type TestServer } from '../testing.ts';
import { ask } from './testing.ts';

const hourMs = 3_600_000;

describe.each(databaseKinds)('forms that others send with somebody’s address, on %s', (kind) => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServerOn(kind, { env: believesProxy });
  });
  afterAll(() => server.close());

  async function reply(id: string) {
    const { cookie } = await server.logIn('agent', 'Mia');
    const sent = { clientId: `reply-${newSecret().slice(0, 12)}`, text: 'Turn it off and on.' };
    const answer = await server.ask(
      'workspace',
      `/api/agent/conversations/${id}/messages`,
      fromWorkspace(cookie, sent),
    );
    expect(answer.status).toBe(201);
  }

  /** Types a code for the address in; answers with what the list says then. */
  async function enter(browser: Portal, email: string): Promise<string> {
    server.clock.advance(hourMs);
    const last = await readMailedCode(server, email);
    await browser.fill('conversations/code?lang=en', { email });
    const code = await vi.waitFor(async () => {
      await server.app.jobs.runDue();
      const found = await readMailedCode(server, email);
      if (found === null || found === last) throw new Error('No code has come yet.');
      return found;
    });
    const entered = await browser.post('conversations/code/entry?lang=en', { email, code });
    return (await browser.follow(entered)).body;
  }
  const reads = async (browser: Portal, id: string) =>
    (await browser.open(`conversations/${id}?lang=en`)).status === 200;

  /** So many forms, each from a network of its own, as a botnet has them, and a browser of its own, or one for all. */
  async function forge(email: string, count: number, browser: string | null = null) {
    for (let at = 0; at < count; at += 1) {
      server.clock.advance(1_000);
      const token = browser ?? newSecret();
      const clientId = `forged-${newSecret().slice(0, 12)}`;
      const { held, tickets } = server.app.conversations;
      const sent = { clientId, subject: 'Forged', text: 'x', files: [], name: null, email, fields: [], own: null };
      await tickets.open(
        server.site,
        { key: held.startKeyOf(token, clientId), token, known: null },
        { ...sent, language: 'en', isMailed: false },
        `10.9.${at >> 8}.${at & 255}`,
      );
    }
  }

  it('[HC16] keep none of its own out: 25 forged ones in front of it', async () => {
    const email = 'flooded@example.org';
    const id = await ask(new Portal(server), { email });
    for (let at = 0; at < 25; at += 1) await ask(new Portal(server), { email, subject: 'Forged' });
    const owner = new Portal(server);
    expect(await enter(owner, email)).toContain('Your conversations are open in this browser.');
    expect(await reads(owner, id)).toBe(true);
  });

  it('[HC16] keep out neither what was answered, nor what began where a code was typed in, however many', async () => {
    const email = 'target@example.org';
    const home = new Portal(server);
    const answered = await ask(new Portal(server), { email });
    await reply(answered);
    const proved = await ask(home, { email });
    await enter(home, email);
    server.clock.advance(1_000);
    // Begun where the address was proved, and not opened by a code itself.
    const later = await ask(home, { email });
    const answeredLater = await ask(new Portal(server), { email });
    await reply(answeredLater);
    await forge(email, 60);
    const away = new Portal(server);
    expect(await enter(away, email)).toContain('another code opens the next ones');
    const found = [];
    for (const id of [answered, proved, later, answeredLater]) found.push(await reads(away, id));
    expect(found).toEqual([true, true, true, true]);
  });

  it('[HC16] from one browser take no place from another’s; with another code come those behind', async () => {
    const email = 'patient@example.org';
    const own = await ask(new Portal(server), { email });
    await forge(email, 60, newSecret());
    const owner = new Portal(server);
    await enter(owner, email);
    expect(await reads(owner, own)).toBe(true);

    const other = 'older@example.org';
    const oldest = await ask(new Portal(server), { email: other });
    await forge(other, 60);
    const browser = new Portal(server);
    expect(await enter(browser, other)).toContain('another code opens the next ones');
    expect(await reads(browser, oldest)).toBe(false);
    const said = await enter(browser, other);
    expect(said).toContain('Your conversations are open in this browser.');
    expect(await reads(browser, oldest)).toBe(true);
  });
});
