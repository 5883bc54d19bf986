import { afterAll, beforeAll, expect, it } from 'vitest';
import { databaseKinds, startTestServerOn, type TestServer } from '../testing.ts';

const ownPage = { origin: 'http://workspace.localhost', 'sec-fetch-site': 'same-origin' };
const password = 'a long enough pass phrase';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServerOn(databaseKinds[0]);
});
afterAll(() => server.close());

it('[AUTH3] a password stays good for as long as nobody changes it', async () => {
  const { member } = await server.logIn('agent', 'Ada');
  server.clock.advance(10 * 365 * 86_400_000);
  const body = { email: member.email, password };
  const answer = await server.ask('workspace', '/api/agent/login', { method: 'POST', headers: ownPage, body });
  expect([answer.status, answer.json<{ status: string }>().status]).toEqual([200, 'done']);
});

it('[AUTH3] nothing is kept of hints, questions or a password’s age', async () => {
  const [row = {}] = await server.storage.read.selectFrom('members').selectAll().execute();
  expect(Object.keys(row).filter((column) => /password/.test(column))).toEqual(['password_hash']);
  expect(Object.keys(row).filter((column) => /hint|question|answer|secret/.test(column))).toEqual([]);
});
