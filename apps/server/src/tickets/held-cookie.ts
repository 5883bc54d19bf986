import { clearCookieHeader, entries, readCookie, setCookieHeader } from '@porchlight/cookies';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Site } from '../sites/index.ts';

const dayS = 86_400;

/** [HC16] The cookie by which a browser holds its conversations on a site's help center. */
export class HeldCookie {
  readonly #isHttps: boolean;

  constructor(isHttps: boolean) {
    this.#isHttps = isHttps;
  }

  /** What the browser holds; null for nothing, and for what cannot be one of ours. */
  read({ headers }: FastifyRequest, site: Site): string | null {
    return readCookie(headers.cookie, entries.helpConversations, { site: site.id, isHttps: this.#isHttps });
  }

  /** Keeps it as long as the site's mode lets a visitor be known. */
  keep(reply: FastifyReply, site: Site, value: string): void {
    const isHttps = this.#isHttps;
    const life = entries.helpConversations.modes[site.mode];
    const maxAgeS = life.kind === 'persistent' ? site.lifetimeDays * dayS : null;
    reply.header('set-cookie', setCookieHeader(entries.helpConversations, { site: site.id, isHttps, value, maxAgeS }));
  }

  clear(reply: FastifyReply, site: Site): void {
    const at = { site: site.id, isHttps: this.#isHttps };
    reply.header('set-cookie', clearCookieHeader(entries.helpConversations, at));
  }
}
