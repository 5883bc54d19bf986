import type { Availability, PresenceSnapshot } from '@porchlight/protocol';
import { beforeEach, describe, expect, it } from 'vitest';
import { createLocalBus } from '../platform/bus/index.ts';
import { refusalOf, startTestServer } from '../testing.ts';
import { Presence } from './index.ts';

const mia = { id: 'me_mia-mia-mia', name: 'Mia', sites: null } as const;
const site = { id: 'st_aaaaaaaaaa', expectedReply: 'hours' } as never;

describe('presence', () => {
  let presence: Presence;
  let told: PresenceSnapshot[];
  beforeEach(() => {
    told = [];
    const bus = createLocalBus({
      onError(error) {
        throw error;
      },
    });
    bus.subscribe('stream:presence.st_aaaaaaaaaa', (message) =>
      told.push((message as { data: PresenceSnapshot }).data),
    );
    presence = new Presence({ bus, sites: { readAll: () => [site] } as never });
  });

  it('is there with the first window and gone with the last', () => {
    presence.enter(mia);
    presence.enter(mia);
    presence.leave(mia);
    expect(presence.readAvailability(site)).toEqual({ isOnline: true, expectedReply: 'hours' });
    presence.leave(mia);
    presence.leave(mia);
    expect(presence.readAvailability(site).isOnline).toBe(false);
    expect(told.map((one) => one.members.length)).toEqual([1, 0, 0]);
    expect(told.at(-1)).toEqual(presence.readPresence('st_aaaaaaaaaa'));
  });

  it('keeps a choice to be away over a reload', () => {
    presence.enter(mia);
    presence.setAvailable(mia, false);
    expect(presence.readAvailability(site).isOnline).toBe(false);
    presence.leave(mia);
    presence.enter(mia);
    expect(told.at(-1)).toEqual({ members: [{ id: mia.id, name: mia.name, isAvailable: false }] });
    presence.setAvailable(mia, true);
    expect(presence.readAvailability(site).isOnline).toBe(true);
  });
});

it('an agent says whether chats are taken, and visitors hear when nobody is there', async () => {
  const server = await startTestServer();
  const { cookie } = await server.logIn('agent', 'Mia');
  const put = (body: object) =>
    server.ask('workspace', '/api/agent/availability', {
      method: 'PUT',
      headers: { cookie, origin: 'http://workspace.localhost' },
      body,
    });
  expect((await put({ isAvailable: false })).status).toBe(204);
  expect(refusalOf(await put({ isAvailable: 'no' }))).toEqual([400, 'invalid_body']);
  const answer = await server.ask('service', `/m/${server.site.id}/availability`);
  expect(answer.json<Availability>()).toEqual({ isOnline: false, expectedReply: 'day' });
  await server.close();
});
