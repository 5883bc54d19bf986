import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import type { HelpLanguage, SiteId } from '@porchlight/protocol';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ArticleReader, LiveText, Tree } from '../articles/index.ts';
import { html } from '../platform/html/index.ts';
import type { Sites } from '../sites/index.ts';
import { baseOf } from './place.ts';

type SitePart = { home: string; tree: Tree; texts: readonly LiveText[] };
type Made = { etag: string; zipped: Buffer };
type Options = {
  sites: Sites;
  reader: ArticleReader;
  /** The help center's public origin. */
  origin: string;
};

/** As much as sitemaps.org lets one file have. */
const mostUrls = 50_000;
const mostChars = 50_000_000;

/**
 * [HC2] The sitemap, made when it is asked for and kept, in little room, as long as nothing changed: a crawler that has it
 * learns so without anything being made. What another process changed shows within ten seconds.
 */
export class Sitemap {
  readonly #o: Options;
  #kept: { key: string; made: Promise<Made> } | null = null;

  constructor(options: Options) {
    this.#o = options;
  }

  async send(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const { etag, zipped } = await this.read();
    reply
      .type('application/xml; charset=utf-8')
      .header('cache-control', 'no-cache')
      .header('vary', 'Accept-Encoding')
      .header('etag', etag);
    if (request.headers['if-none-match']?.includes(etag)) return reply.status(304).send();
    if (/\bgzip\b/.test(String(request.headers['accept-encoding'] ?? '')))
      return reply.header('content-encoding', 'gzip').send(zipped);
    return reply.send(await promisify(gunzip)(zipped));
  }

  /** The sitemap as gzip has it, and what tells it from another one. */
  async read(): Promise<Made> {
    const { sites, reader } = this.#o;
    const all = sites.readAll().map(({ id }) => id);
    const guests = await Promise.all(all.map((id) => reader.readGuest(id)));
    // [HC19] Whether guests may read is no change of an article.
    const open = all.filter((_, at) => guests[at]?.may.includes('read'));
    const key = JSON.stringify([reader.readVersion(), all[0], open]);
    if (this.#kept?.key === key) return this.#kept.made;
    const made = this.#make(open);
    this.#kept = { key, made };
    made.catch(() => {
      if (this.#kept?.made === made) this.#kept = null;
    });
    return made;
  }

  async #make(open: readonly SiteId[]): Promise<Made> {
    const { sites, reader, origin } = this.#o;
    const parts: SitePart[] = [];
    let left = mostUrls;
    for (const id of open) {
      const tree = await reader.readTree(id);
      left -= tree.languages.length;
      const texts = left > 0 ? await reader.findPublicTexts(id, left) : [];
      left -= texts.length;
      parts.push({ home: `${origin}${baseOf(sites.readAll(), id)}`, tree, texts });
    }
    const zipped = await promisify(gzip)(sitemapText(parts));
    const etag = `"${createHash('sha256').update(zipped).digest('base64url').slice(0, 22)}"`;
    return { etag, zipped };
  }
}

/** Every article that everybody may read, in each language that it is out in, with the others beside it (sitemaps.org). */
export function sitemapText(parts: readonly SitePart[], most = mostChars): string {
  const begin = `<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml">\n`;
  const end = '</urlset>\n';
  let room = most - begin.length - end.length;
  let text = begin;
  for (const entry of [...parts.flatMap(startsOf), ...parts.flatMap(articlesOf)]) {
    room -= entry.length;
    if (room < 0) break;
    text += entry;
  }
  return text + end;
}

function startsOf({ home, tree }: SitePart): string[] {
  return tree.languages.map((language) => String(html`<url><loc>${home}/${language}</loc></url>\n`));
}

function articlesOf({ home, tree, texts }: SitePart): string[] {
  const shown = texts.filter(({ language }) => tree.languages.includes(language));
  const groups = Map.groupBy(shown, ({ article }) => article);
  const address = (language: HelpLanguage, slug: string) => `${home}/${language}/articles/${encodeURIComponent(slug)}`;
  return [...groups.values()].flatMap((group) =>
    group.map((text) =>
      String(
        html`<url><loc>${address(text.language, text.slug)}</loc><lastmod>${new Date(text.changedAt).toISOString()}</lastmod>${
          group.length > 1
            ? group.map(
                (one) =>
                  html`<xhtml:link rel="alternate" hreflang="${one.language}" href="${address(one.language, one.slug)}"/>`,
              )
            : ''
        }</url>\n`,
      ),
    ),
  );
}

export function robotsText(origin: string): string {
  return `User-agent: *\nDisallow:\n\nSitemap: ${origin}/sitemap.xml\n`;
}
