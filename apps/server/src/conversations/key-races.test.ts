import type { ContactId } from '@porchlight/protocol';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { storages } from '../platform/db/testing.ts';
import { newId, newSecret } from '../platform/ids/index.ts';
import { buildPageView } from '../testing.ts';
import { noLogins, type VisitorLogin } from './logins.ts';
import { buildDesk, type Desk } from './testing.ts';

const agent = { isBot: false, browser: 'Chrome 156', os: 'Linux', device: 'desktop' as const };
const rounds = 12;

describe.each(storages())('requests at the same moment on $name', (kind) => {
  let desk: Desk;
  const logins = new Map<string, VisitorLogin>();
  beforeAll(async () => {
    desk = await buildDesk(kind, { ...noLogins, findLogin: async (_site, token) => logins.get(token) ?? null });
  });
  beforeEach(() => desk.startAfresh());
  afterAll(() => desk.close());

  async function arrive() {
    const body = { ...buildPageView(), visitor: null, visit: null };
    const { visit } = await desk.visits.recordPageView(desk.site, body, { ip: '84.132.10.20', agent });
    return { visitor: visit.visitor, visit: visit.id };
  }
  async function logIn(contact: ContactId) {
    const ids = await arrive();
    const login = newSecret();
    const { visitor } = ids;
    const expiresAt = desk.clock.now() + 600_000;
    logins.set(login, { contact: { id: contact, name: 'Ada', email: null }, visitor, expiresAt });
    return { ...ids, login };
  }
  const recover = (token: string | null, keys: string[]) =>
    desk.conversations.recoveries.recover(desk.site, { token, keys, marker: null }, '203.0.113.9');
  async function opens(keys: string[]) {
    const { grants } = await desk.conversations.exchange(desk.site, { keys, visit: null });
    return grants.filter((grant) => grant !== null).length;
  }
  /** What came of all of these, begun together in an order that changes with the round. */
  function together<T>(round: number, ...works: (() => Promise<T>)[]) {
    const turn = round % works.length;
    return Promise.allSettled([...works.slice(turn), ...works.slice(0, turn)].map((work) => work()));
  }
  const keysOf = (settled: PromiseSettledResult<unknown>[]) =>
    settled.flatMap((one) => {
      const value = one.status === 'fulfilled' ? (one.value as { keys?: string[] } | undefined) : undefined;
      return value?.keys ?? [];
    });

  it('[CNV3, VIS6] leave no key of a recovery behind a logout', async () => {
    for (let round = 0; round < rounds; round += 1) {
      const { key } = await desk.start();
      const { token, keys } = round % 2 ? await recover(null, [key]) : { token: null, keys: [] };
      const settled = await together<unknown>(
        round,
        () => recover(token, [key]),
        () => desk.conversations.keys.revokeThese(desk.site, [key]),
        () => recover(null, [key]),
      );
      expect([round, await opens([key, ...keys, ...keysOf(settled)])]).toEqual([round, 0]);
    }
  });

  it('[CNV3] leave no key of a family behind its end', async () => {
    for (let round = 0; round < rounds; round += 1) {
      const [one, other] = [await desk.start(), await desk.start()];
      const first = await recover(null, [one.key]);
      const second = await recover(first.token, []);
      const third = await recover(second.token, []);
      const settled = await together<unknown>(
        round,
        () => recover(first.token, []),
        () => recover(third.token, [other.key]),
        () => recover(second.token, [other.key]),
      );
      expect([round, await opens([...first.keys, ...keysOf(settled)])]).toEqual([round, 0]);
      expect(await opens([one.key, other.key])).toBe(2);
    }
  });

  it('[CNV7, VIS6] leave no key of a login behind a logout, and begin one family of it', async () => {
    const contact = newId('co');
    await desk.start(await logIn(contact));
    for (let round = 0; round < rounds; round += 1) {
      const known = await logIn(contact);
      const { visit, login } = known;
      const exchange = () => desk.conversations.exchange(desk.site, { keys: [], visit, login });
      const settled = await together<unknown>(round, exchange, exchange, exchange, () => {
        logins.delete(login);
        const end = { why: 'logout', isProven: true } as const;
        return desk.conversations.keys.endLogins(desk.site.id, [known.visitor], end);
      });
      expect(settled.map((one) => one.status)).toEqual(Array(4).fill('fulfilled'));
      expect([round, await opens(keysOf(settled))]).toEqual([round, 0]);
      expect(await exchange()).toEqual({ grants: [], isLoginOver: true });
    }
  });

  it('[CNV7] give a guest’s conversation to one of two contacts', async () => {
    await desk.sites.changeSite(desk.site.id, { joinPolicy: 'all' });
    for (let round = 0; round < rounds; round += 1) {
      const { key, id } = await desk.start();
      const [ada, bob] = [await logIn(newId('co')), await logIn(newId('co'))];
      await together<unknown>(
        round,
        () => desk.conversations.exchange(desk.site, { keys: [key], visit: ada.visit, login: ada.login }),
        () => desk.conversations.exchange(desk.site, { keys: [key], visit: bob.visit, login: bob.login }),
      );
      const joined = await desk.readStream(id, 'internal');
      expect(joined.filter(({ event }) => event.type === 'identified')).toHaveLength(1);
    }
  });
});
