import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import type { Accepted, ConversationOpened, EventsPage, InboxItem, PublicEvent } from '@porchlight/protocol';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newId } from '../platform/ids/index.ts';
import { type Ask, buildKey, fromFrame, fromWorkspace, refusalOf } from '../testing.ts';
import { type FilesDesk, kinds, openDesk } from './testing.ts';

const draw = () => sharp({ create: { width: 30, height: 20, channels: 3, background: '#c33' } });

describe.each(kinds)('files of messages on $name', ({ open }) => {
  let desk: FilesDesk;
  beforeAll(async () => {
    desk = await openDesk(open);
  });
  afterAll(() => desk.close());

  const text = (content = 'Hello') => Buffer.from(content);
  const ofMessages = (page: EventsPage<PublicEvent> | ConversationOpened) =>
    page.events.flatMap(({ event }) => (event.type === 'message' ? [event] : []));

  async function openConversation(key = buildKey()) {
    const { grant } = await desk.startConversation(key);
    const { id } = grant.conversation;
    const at = `/m/${desk.server.site.id}/conversations/${id}`;
    const ask = (path: string, given: Ask) => desk.server.ask('service', at + path, given);
    return {
      id,
      key,
      token: grant.token,
      visitor: desk.visitor(key),
      sendAs: (attachments: unknown, overrides: object = {}) =>
        ask('/messages', fromFrame({ clientId: newId('ms'), text: '', attachments, ...overrides }, grant.token)),
      events: async () => (await ask('/events?after=0', fromFrame(null, grant.token))).json<EventsPage<PublicEvent>>(),
    };
  }

  it('[FILE5] begin a conversation, with or without text', async () => {
    const key = buildKey();
    const visitor = desk.visitor(key);
    const image = await visitor.take(await draw().png().toBuffer(), 'lamp.png');
    const notes = await visitor.take(text());
    expect(image).toMatchObject({ name: 'lamp.png', type: 'image/png', image: { width: 30, height: 20 } });
    const start = { clientId: newId('ms'), text: '  ' };
    const { answer, grant } = await desk.startConversation(key, [image.id, notes.id], start);
    expect(answer.status).toBe(201);
    expect(ofMessages(grant.opened)).toMatchObject([{ text: '', attachments: [image, notes] }]);
    const again = await desk.startConversation(key, [image.id, notes.id], start);
    expect([again.answer.status, again.grant.accepted]).toMatchObject([200, { isRepeat: true }]);
    const other = await desk.startConversation(key, [image.id], start);
    expect(refusalOf(other.answer)).toEqual([409, 'client_id_reused']);
    const none = await desk.startConversation(buildKey(), [], { text: '' });
    expect(refusalOf(none.answer)).toEqual([400, 'message_empty']);
  });

  it('[FILE5] come with messages of both sides, and inbox and events say so', async () => {
    const conversation = await openConversation();
    const notes = await conversation.visitor.take(text());
    const clientId = newId('ms');
    const sent = await conversation.sendAs([notes.id], { clientId, text: 'See this' });
    expect(sent.status).toBe(201);
    const repeat = await conversation.sendAs([notes.id], { clientId, text: 'See this' });
    expect([repeat.status, repeat.json<Accepted>()]).toEqual([200, { ...sent.json<Accepted>(), isRepeat: true }]);
    for (const others of [[], undefined, [newId('fi')]])
      expect(refusalOf(await conversation.sendAs(others, { clientId, text: 'See this' }))[1]).toBe('client_id_reused');

    const { cookie } = await desk.server.logIn('agent');
    const at = `/api/agent/conversations/${conversation.id}`;
    const item = (await desk.server.ask('workspace', at, fromWorkspace(cookie))).json<{ item: InboxItem }>().item;
    expect(item.lastMessage).toMatchObject({ author: 'visitor', text: 'See this', files: 1 });
    const member = desk.member(cookie, conversation.id);
    const files = [await member.take(text('1'), 'one.txt'), await member.take(text('2'), 'two.txt')];
    const body = { clientId: newId('ms'), text: '', attachments: files.map(({ id }) => id) };
    expect((await desk.server.ask('workspace', `${at}/messages`, fromWorkspace(cookie, body))).status).toBe(201);
    const events = ofMessages(await conversation.events());
    expect(events.map(({ attachments }) => attachments)).toEqual([undefined, [notes], files]);
    expect(events[0]).not.toHaveProperty('attachments');
    const plain = { clientId: newId('ms'), text: 'Thank you' };
    await desk.server.ask('workspace', `${at}/messages`, fromWorkspace(cookie, plain));
    const after = (await desk.server.ask('workspace', at, fromWorkspace(cookie))).json<{ item: InboxItem }>().item;
    expect(after.lastMessage).not.toHaveProperty('files');
  });

  it('[FILE5] are taken once, also by two messages at the same moment', async () => {
    const conversation = await openConversation();
    const [one, two, three] = [
      await conversation.visitor.take(text('1')),
      await conversation.visitor.take(text('2')),
      await conversation.visitor.take(text('3')),
    ];
    const answers = await Promise.all([1, 2, 3, 4].map(() => conversation.sendAs([one.id])));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409, 409]);
    // Together with a used one, the other stays free.
    expect(refusalOf(await conversation.sendAs([two.id, one.id]))).toEqual([409, 'file_used']);
    expect((await conversation.sendAs([two.id, three.id])).status).toBe(201);
    expect(ofMessages(await conversation.events())).toHaveLength(3);
  });

  it('[FILE5] must be whole, one’s own, and known', async () => {
    const [mine, other] = [await openConversation(), await openConversation()];
    const { cookie } = await desk.server.logIn('agent');
    const ofAgent = await desk.member(cookie, mine.id).take(text());
    const half = mine.visitor.json(await mine.visitor.begin({ size: 9 })).upload;
    const damaged = await mine.visitor.upload((await draw().png().toBuffer()).subarray(0, 60), 'half.png');
    expect(damaged.code).toBe('file_damaged');
    const foreign = await other.visitor.take(text());
    for (const id of [ofAgent.id, foreign.id, newId('fi')])
      expect(refusalOf(await mine.sendAs([id]))).toEqual([404, 'file_not_found']);
    expect(refusalOf(await mine.sendAs([half]))).toEqual([409, 'file_incomplete']);
    expect((await other.sendAs([foreign.id])).status).toBe(201);
    const asMember = (cookie: string, id: string, file: string) =>
      desk.server.ask(
        'workspace',
        `/api/agent/conversations/${id}/messages`,
        fromWorkspace(cookie, { clientId: newId('ms'), text: '', attachments: [file] }),
      );
    const another = (await desk.server.logIn('agent')).cookie;
    expect(refusalOf(await asMember(another, mine.id, ofAgent.id))[1]).toBe('file_not_found');
    expect(refusalOf(await asMember(cookie, other.id, ofAgent.id))[1]).toBe('file_not_found');
    expect(refusalOf(await asMember(cookie, mine.id, foreign.id))[1]).toBe('file_not_found');
    expect((await asMember(cookie, mine.id, ofAgent.id)).status).toBe(201);
    expect(ofMessages(await mine.events())).toHaveLength(2);
  });

  it.each([
    ['eleven', () => Array.from({ length: 11 }, () => newId('fi'))],
    ['500', () => Array.from({ length: 500 }, () => newId('fi'))],
    ['the same twice', () => Array(2).fill(newId('fi'))],
    ['no ids', () => ['../../etc/passwd']],
    ['ids of something else', () => [newId('cv')]],
    ['numbers', () => [1]],
    ['no list', () => newId('fi')],
    ['nothing', () => null],
  ])('[FILE5] as %s are no list of files', async (_name, build) => {
    const conversation = await openConversation();
    expect(refusalOf(await conversation.sendAs(build(), { text: 'Hello' }))).toEqual([400, 'invalid_body']);
    expect(ofMessages(await conversation.events())).toHaveLength(1);
  });

  it('[FILE5] stay free where the message was not taken', async () => {
    const conversation = await openConversation();
    const file = await conversation.visitor.take(text());
    const { cookie } = await desk.server.logIn('agent');
    await desk.server.ask('workspace', `/api/agent/conversations/${conversation.id}/end`, fromWorkspace(cookie, {}));
    expect(refusalOf(await conversation.sendAs([file.id]))).toEqual([409, 'conversation_ended']);
    const row = await desk.server.storage.read
      .selectFrom('files')
      .select('claimed_at')
      .where('id', '=', file.id as never)
      .executeTakeFirst();
    expect(row?.claimed_at).toBeNull();
  });

  it('[FILE6, FILE7] are refused for good where their content is, and the answer can be asked for again', async () => {
    const { visitor } = await openConversation();
    const cases: [string, Buffer, string][] = [
      ['lamp.jpg', (await draw().jpeg().toBuffer()).subarray(0, 200), 'file_damaged'],
      ['lamp.png', Buffer.concat([Buffer.from('MZ'), randomBytes(200)]), 'file_type_refused'],
      ['lamp.gif', Buffer.from('GIF89a/*\x01\x00*/=1;alert(1)'), 'file_damaged'],
    ];
    for (const [name, content, code] of cases) {
      const clientId = newId('fi');
      const { upload } = visitor.json(await visitor.begin({ clientId, name, size: content.length }));
      expect((await visitor.put(upload, 0, content)).code).toBe(code);
      expect((await visitor.find(upload)).code).toBe(code);
      expect((await visitor.put(upload, content.length, Buffer.alloc(0))).code).toBe(code);
      expect((await visitor.begin({ clientId, name, size: content.length })).code).toBe(code);
    }
  });

  it('[FILE4, FILE6] are what they are, whatever they are called', async () => {
    const { visitor } = await openConversation();
    const png = await draw().png().toBuffer();
    expect(await visitor.take(png, '../../holiday.html')).toMatchObject({
      name: 'holiday.html.png',
      type: 'image/png',
    });
    expect(await visitor.take(png, 'a\0\u202egpj.exe.jpg')).toMatchObject({ name: 'agpj.exe.png', type: 'image/png' });
    const svg = await visitor.take(Buffer.from('<svg><script>alert(1)</script></svg>'), 'logo.svg');
    expect(svg).toMatchObject({ name: 'logo.svg', type: 'application/octet-stream', image: null });
    const declared = await visitor.upload(text('<script>alert(1)</script>'), 'a.png', { type: 'image/png' });
    expect(visitor.json(declared).file).toMatchObject({ type: 'application/octet-stream', image: null });
  });

  it('[FILE3] that could not be finished for a passing reason are, by asking once more', async () => {
    const { visitor } = await openConversation();
    const content = text('Hello, world');
    const { upload } = visitor.json(await visitor.begin({ size: content.length }));
    const { storage } = desk.server;
    const { execute } = storage;
    // The first commit, of the chunk, comes through; that of the file does not.
    Object.assign(storage, {
      execute: async (command: { name: string }, input: never) => {
        if (command.name === 'files.finish-upload') throw new Error('connection lost');
        return execute.call(storage, command as never, input);
      },
    });
    expect((await visitor.put(upload, 0, content)).status).toBe(500);
    Object.assign(storage, { execute });
    expect(visitor.json(await visitor.find(upload))).toMatchObject({ offset: content.length, file: null });
    const last = await visitor.put(upload, content.length, Buffer.alloc(0));
    expect(visitor.json(last).file).toMatchObject({ id: upload, size: content.length });
  });

  it('[FILE9] lie in the data folder, whatever the database', () => {
    expect(existsSync(`${desk.server.config.dataDir}/files`)).toBe(true);
  });
});
