import { demoSiteId } from '@porchlight/server';
import type { Page } from 'puppeteer-core';

/** A conversation that somebody began: ways to write more, and to find it again where the frame keeps nothing. */
export type Written = {
  id: string;
  say(text: string): Promise<unknown>;
  /** Exchanges a recovery token for its successor; null begins with the conversation's key [CNV3]. */
  recover(token: string | null): Promise<string>;
};

/**
 * Writes as the messenger's frame does, from a page on the service's origin: begins a conversation with its first
 * message. `contact` is what the visitor typed about themselves.
 */
export async function writeAsVisitor(
  visitor: Page,
  text: string,
  contact: { name: string | null; email: string | null } = { name: null, email: null },
): Promise<Written> {
  const key = `${Math.random().toString(36).slice(2)}${'k'.repeat(43)}`.slice(0, 43);
  const post = (path: string, bearer: string, body: object) =>
    visitor.evaluate(
      async (url, token, json) => {
        const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
        return (await fetch(url, { method: 'POST', headers, body: json })).json();
      },
      `/m/${demoSiteId}/${path}`,
      bearer,
      JSON.stringify(body),
    );
  const clientId = () => Math.random().toString(36).slice(2).padEnd(12, '0');
  const first = { clientId: clientId(), text, visitor: null, visit: null, offer: null, contact };
  const { conversation, token } = await post('conversations', key, first);
  return {
    id: conversation.id,
    async recover(token) {
      const answer = await post('recoveries', '', { token, keys: token === null ? [key] : [], marker: null });
      return answer.token;
    },
    say: (more) => post(`conversations/${conversation.id}/messages`, token, { clientId: clientId(), text: more }),
  };
}
