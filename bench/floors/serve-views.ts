import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What the bare programs keep of a page view. */
export interface BareView {
  readonly visitor: string;
  readonly visit: string;
  readonly id: string;
  readonly url: string;
  readonly title: string;
  readonly at: number;
}

type Store = (view: BareView, answer: (error?: Error) => void) => void;

/** Takes page views by bare `node:http`, without any check, and answers when `store` says so; prints its address. */
export function serveViews(store: Store): void {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = JSON.parse(Buffer.concat(chunks).toString()) as Record<string, string | null>;
      const view: BareView = {
        visitor: body.visitor ?? `vi_${randomBytes(16).toString('base64url')}`,
        visit: body.visit ?? `vs_${randomBytes(16).toString('base64url')}`,
        id: body.view ?? '',
        url: body.url ?? '',
        title: body.title ?? '',
        at: Date.now(),
      };
      store(view, (error) => {
        const answer = JSON.stringify({ visitor: view.visitor, visit: view.visit, visitorMaxAgeS: 1, offer: null });
        response.writeHead(error ? 500 : 200, {
          'content-type': 'application/json',
          'content-length': Buffer.byteLength(answer),
        });
        response.end(answer);
      });
    });
  });
  server.listen(0, '127.0.0.1', () => {
    console.log(JSON.stringify({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }));
  });
}
