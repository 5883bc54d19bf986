import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ArticleId } from '@porchlight/protocol';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readConfig } from '../config/index.ts';
import { createOutboundFetch } from '../platform/outbound/fetch.ts';
import { startTestServer, type TestServer } from '../testing.ts';
import { askChecker, createChecker } from './checker.ts';
import { Comments } from './comments.ts';
import { publishLamp } from './testing.ts';

const about = {
  site: 'st_1',
  article: 'ar_1',
  language: 'en',
  author: { kind: 'guest', name: 'Gus' },
  text: 'A question.',
  isEdit: false,
} as const;
const fine = { verdict: 'fine', suspicions: [] } as const;
const own = { ...fine, suspicions: [] };

describe('a checker of comments at an address', () => {
  let answers: Server;
  let url: string;
  let heard: string[] = [];
  let reply: { status: number; body: string; location?: string } | null = null;
  beforeAll(async () => {
    answers = createServer((request, response) => {
      let body = '';
      request.on('data', (part) => {
        body += part;
      });
      request.on('end', () => {
        heard.push(body);
        // Null: it never answers.
        if (!reply) return;
        response.writeHead(reply.status, reply.location ? { location: reply.location } : {}).end(reply.body);
      });
    });
    await new Promise<void>((done) => answers.listen(0, '127.0.0.1', done));
    url = `http://127.0.0.1:${(answers.address() as AddressInfo).port}/`;
  });
  afterAll(() => {
    answers.closeAllConnections();
    answers.close();
  });
  const ask = (timeoutMs = 3_000) => {
    const errors: unknown[] = [];
    const checker = createChecker(url, createOutboundFetch({ allowsLoopback: true, timeoutMs }));
    return askChecker(checker, own, about, (error) => errors.push(error));
  };

  it('[HC11] is told what will be public, and its verdict counts where it is worse', async () => {
    heard = [];
    for (const verdict of ['fine', 'hold', 'spam'] as const) {
      reply = { status: 200, body: JSON.stringify({ verdict }) };
      const suspicions = verdict === 'fine' ? [] : ['checker'];
      expect(await ask()).toEqual({ verdict, suspicions });
    }
    expect(JSON.parse(heard[0] ?? '')).toEqual({ ...about, suspicions: [] });
    const held = { verdict: 'hold', suspicions: ['links' as const] } as const;
    const kind = await askChecker(
      async () => 'fine',
      { ...held, suspicions: ['links'] },
      about,
      () => undefined,
    );
    expect(kind).toEqual(held);
  });

  it('[HC11] that is late, broken or leads elsewhere makes the comment wait', async () => {
    const silent = { verdict: 'hold', suspicions: ['checker-silent'] };
    const broken = [
      { status: 500, body: '' },
      { status: 200, body: 'fine' },
      { status: 200, body: '{"verdict":"perhaps"}' },
      { status: 302, body: '', location: `${url}else` },
      { status: 200, body: 'x'.repeat(300_000) },
    ];
    for (const one of broken) {
      reply = one;
      expect(await ask()).toEqual(silent);
    }
    reply = null;
    expect(await ask(50)).toEqual(silent);
  });

  it('[HC11] is not asked about what is spam already', async () => {
    heard = [];
    const spam = { verdict: 'spam', suspicions: ['trap' as const] } as const;
    const checker = createChecker(url, createOutboundFetch({ allowsLoopback: true }));
    expect(await askChecker(checker, { ...spam, suspicions: ['trap'] }, about, () => undefined)).toEqual(spam);
    expect(heard).toEqual([]);
  });

  it('[HC11] is named by an https address without a password', () => {
    const read = (value: string) => readConfig('start', [`--comment-checker=${value}`], {}, '/').commentChecker;
    expect(read('https://checker.example/comments')).toBe('https://checker.example/comments');
    for (const wrong of [
      'checker.example',
      'http://checker.example/',
      'https://a:b@checker.example/',
      'file:///etc/passwd',
    ])
      expect(() => read(wrong)).toThrow('--comment-checker');
  });
});

describe('comments with a checker', () => {
  let server: TestServer;
  let article: ArticleId;
  beforeAll(async () => {
    server = await startTestServer();
    article = await publishLamp(server, 'none');
  });
  afterAll(() => server.close());

  it('[HC11] go by its verdict when they are written and when they are edited', async () => {
    const { storage, clock, site } = server;
    const asked: boolean[] = [];
    const comments = new Comments({
      storage,
      clock,
      async checker({ text, isEdit }) {
        asked.push(isEdit);
        return text.includes('pills') ? 'spam' : text.includes('maybe') ? 'hold' : 'fine';
      },
    });
    const write = async (text: string) => {
      const author = { kind: 'guest', key: `key of ${text}`, name: 'Gus', email: null, wantsMail: false } as const;
      const given = {
        site: site.id,
        article,
        language: 'en',
        pageLanguage: 'en',
        reply: null,
        text,
        trap: '',
      } as const;
      return comments.post({
        ...given,
        author,
        own: [author.key],
        form: text,
        shownAt: clock.now() - 60_000,
        mayPublish: false,
      });
    };
    expect((await write('Cheap pills.')).state).toBe('spam');
    expect((await write('Well, maybe.')).state).toBe('waiting');
    const { id, state } = await write('Good words.');
    expect(state).toBe('shown');
    await comments.edit(site.id, id, { own: ['key of Good words.'], text: 'Now with pills.', mayPublish: false });
    const row = await comments.findVisible(site.id, id, ['key of Good words.']);
    expect([row?.state, asked]).toEqual(['spam', [false, false, false, true]]);
  });
});
