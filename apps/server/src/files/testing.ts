import { type ClientRequest, type IncomingHttpHeaders, request } from 'node:http';
import { crc32, deflateSync } from 'node:zlib';
import type { Attachment, FileLinks, StartConversationAnswer, UploadState } from '@porchlight/protocol';
import { createTestDatabase } from '../../../../scripts/testing/postgres.ts';
import { newId } from '../platform/ids/index.ts';
import { buildKey, buildStart, fromFrame, startTestServer, type TestServer } from '../testing.ts';

export type BytesAnswer = { status: number; headers: IncomingHttpHeaders; body: Buffer; code: string | null };
export type Sent = { method?: string; headers?: Record<string, string>; body?: Buffer | object | null };

/** Servers on both databases, for `describe.each`. */
export const kinds = [
  { name: 'sqlite', open: async () => null },
  { name: 'postgres', open: createTestDatabase },
];

/** A header that announces so many pixels, and next to nothing of them. */
export function announcePng(width: number, height: number): Buffer {
  const chunk = (type: string, data: Buffer) => {
    const typed = Buffer.concat([Buffer.from(type), data]);
    const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
    length.writeUInt32BE(data.length);
    sum.writeUInt32BE(crc32(typed));
    return Buffer.concat([length, typed, sum]);
  };
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2, 0, 0, 0], 8);
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(Buffer.alloc(1_000_000))),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** A server on a database of one kind, with what it takes to send files to it. */
export async function openDesk(open: () => Promise<{ url: string; drop(): Promise<void> } | null>, dataDir?: string) {
  const database = await open();
  const server = await startTestServer({
    ...(database ? { databaseUrl: database.url } : {}),
    ...(dataDir ? { dataDir } : {}),
  });
  return {
    server,
    ...sender(server),
    async close() {
      await server.close();
      await database?.drop();
    },
  };
}

export type FilesDesk = Awaited<ReturnType<typeof openDesk>>;

function sender(server: TestServer) {
  const { site } = server;

  function start(surface: string, url: string, { method = 'GET', headers = {}, body = null }: Sent): ClientRequest {
    const bytes = body === null || Buffer.isBuffer(body) ? body : Buffer.from(JSON.stringify(body));
    const sent = request({
      port: server.config.port,
      host: '127.0.0.1',
      path: url,
      method,
      headers: {
        host: `${surface}.localhost`,
        ...(bytes === null
          ? {}
          : {
              'content-type': Buffer.isBuffer(body) ? 'application/octet-stream' : 'application/json',
              'content-length': String(bytes.length),
            }),
        ...headers,
      },
    });
    if (bytes) sent.write(bytes);
    return sent;
  }

  function send(surface: string, url: string, given: Sent = {}): Promise<BytesAnswer> {
    return new Promise((resolve, reject) => {
      const sent = start(surface, url, given);
      sent.on('error', reject).on('response', (response) => {
        const parts: Buffer[] = [];
        response.on('data', (part: Buffer) => parts.push(part));
        response.on('error', reject).on('end', () => {
          const all = Buffer.concat(parts);
          const isRefusal = (response.statusCode ?? 0) >= 400 && all.length > 0;
          const code = isRefusal ? (JSON.parse(all.toString()) as { error: { code: string } }).error.code : null;
          resolve({ status: response.statusCode ?? 0, headers: response.headers, body: all, code });
        });
      });
      sent.end();
    });
  }

  const bearer = (key: string) => ({ origin: 'http://service.localhost', authorization: `Bearer ${key}` });
  const session = (cookie: string) => ({ origin: 'http://workspace.localhost', cookie });

  /** Uploads of a visitor or of a member, at the address of theirs. */
  function uploader(surface: string, at: string, headers: Record<string, string>) {
    const json = (answer: BytesAnswer) => JSON.parse(answer.body.toString()) as UploadState;
    const own = {
      begin: (overrides: object = {}) =>
        send(surface, at, {
          method: 'POST',
          headers,
          body: { clientId: newId('fi'), name: 'notes.txt', type: 'text/plain', size: 5, ...overrides },
        }),
      put: (upload: string, offset: number | string, body: Buffer | object | null) =>
        send(surface, `${at}/${upload}?offset=${offset}`, { method: 'PUT', headers, body }),
      find: (upload: string) => send(surface, `${at}/${upload}`, { headers }),
      /** A request that stays open, for what comes bit by bit. */
      beginPut: (upload: string, offset: number, length: number, first: Buffer) => {
        const sent = start(surface, `${at}/${upload}?offset=${offset}`, {
          method: 'PUT',
          headers: { ...headers, 'content-type': 'application/octet-stream', 'content-length': String(length) },
        });
        sent.on('error', () => undefined).write(first);
        return sent;
      },
      json,
      /** The whole way of a file, in chunks; answers with the last answer. */
      async upload(content: Buffer, name = 'notes.txt', overrides: object = {}): Promise<BytesAnswer> {
        const begun = await own.begin({ name, size: content.length, ...overrides });
        if (begun.code) return begun;
        const { upload, chunkBytes } = json(begun);
        let answer = begun;
        for (let at = 0; at < content.length; at += chunkBytes) {
          answer = await own.put(upload, at, content.subarray(at, at + chunkBytes));
          if (answer.code) return answer;
        }
        return answer;
      },
      async take(content: Buffer, name?: string): Promise<Attachment> {
        const answer = await own.upload(content, name);
        const { file } = json(answer);
        if (!file) throw new Error(`Not taken: ${answer.body}`);
        return file;
      },
    };
    return own;
  }

  return {
    send,
    visitor: (key = buildKey()) => ({ key, ...uploader('service', `/m/${site.id}/uploads`, bearer(key)) }),
    member: (cookie: string, conversation: string) =>
      uploader('workspace', `/api/agent/conversations/${conversation}/uploads`, session(cookie)),
    /** Begins a conversation; `attachments` as uploaded with the key. */
    async startConversation(key: string, attachments: string[] = [], overrides: object = {}) {
      const url = `/m/${site.id}/conversations`;
      const answer = await server.ask('service', url, fromFrame(buildStart({ attachments, ...overrides }), key));
      return { answer, grant: answer.json<StartConversationAnswer>() };
    },
    async linkAsVisitor(token: string, conversation: string, file: string): Promise<FileLinks> {
      const url = `/m/${site.id}/conversations/${conversation}/files/${file}/links`;
      return (await server.ask('service', url, fromFrame({}, token))).json<FileLinks>();
    },
    async linkAsMember(cookie: string, conversation: string, file: string): Promise<FileLinks> {
      const url = `/api/agent/conversations/${conversation}/files/${file}/links`;
      const answer = await server.ask('workspace', url, { method: 'POST', headers: session(cookie), body: {} });
      return answer.json<FileLinks>();
    },
    /** Ends what a key opens, as a logout does. */
    revoke: (key: string) => server.ask('service', `/m/${site.id}/revocations`, fromFrame({ keys: [key] })),
    /** What stands at an address of the files origin. */
    fetch: (url: string, { method = 'GET', headers = {} }: Sent = {}) => {
      const { pathname, search } = new URL(url);
      return send('files', pathname + search, { method, headers });
    },
  };
}
