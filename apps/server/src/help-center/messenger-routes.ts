import {
  type ArticleId,
  type HelpLanguage,
  type HelpLink,
  isId,
  type MessengerHelpAnswer,
  type SiteId,
  type VisitId,
} from '@porchlight/protocol';
import { z } from 'zod';
import type { ArticleReader, LiveText } from '../articles/index.ts';
import { type Http, readBy } from '../platform/http/index.ts';
import type { Site, Sites } from '../sites/index.ts';
import { baseOf, chooseText } from './place.ts';

type Options = {
  http: Http;
  sites: Sites;
  reader: ArticleReader;
  /** The help center's public origin. */
  origin: string;
  /** The address of the page that a visit is on; null where there is no such visit of this site. */
  findPageOf(site: SiteId, visit: VisitId): string | null;
  allowSearch(network: string): Promise<void>;
  networkOf(ip: string): string;
};

const shown = 4;
const asked = z.object({
  language: z.string().max(40),
  query: z.string().max(200),
  visit: z
    .string()
    .refine((text): text is VisitId => isId('vs', text))
    .nullable()
    .catch(null),
});

/** [HC31] What the messenger shows of the help center: only what everybody may read. */
export function messengerHelpRoutes(options: Options): void {
  const { http, sites, reader, origin, findPageOf } = options;
  const frame = {
    constraints: { surface: 'service' },
    config: { access: 'messenger-frame' },
    bodyLimit: 4_096,
  } as const;

  http.app.post('/m/:site/help', frame, async (request): Promise<MessengerHelpAnswer> => {
    const site = request.actor as Site;
    const { language, query, visit } = readBy(asked, request.body);
    const tree = await reader.readTree(site.id);
    const wished = language.slice(0, 2).toLowerCase();
    const best = tree.languages.find((one) => one === wished) ?? tree.defaultLanguage;
    const home = `${origin}${baseOf(sites.readAll(), site.id)}`;
    const linkTo = ({ title, slug, language: own }: LiveText): HelpLink => {
      const shownIn = tree.languages.includes(best) ? best : tree.defaultLanguage;
      return { title, url: `${home}/${shownIn}/articles/${encodeURIComponent(slug)}`, language: own };
    };
    const words = query.replace(/\p{Cc}/gu, ' ').trim();
    if (words !== '') {
      await options.allowSearch(options.networkOf(request.ip));
      const languages: HelpLanguage[] = [best, ...tree.languages.filter((one) => one !== best)];
      const actor = await reader.readGuest(site.id);
      const { hits } = await reader.search({ site: site.id, languages, query: words, actor, limit: shown });
      return { articles: hits.map(linkTo), reading: null };
    }
    const groups = Map.groupBy(await reader.findPopular(site.id, shown), ({ article }) => article);
    const articles = [...groups.values()].flatMap((texts) => chooseText(texts, best, tree.defaultLanguage) ?? []);
    const page = visit === null ? null : findPageOf(site.id, visit);
    return { articles: articles.map(linkTo), reading: page === null ? null : await findReading(site, home, page) };
  });

  /** The article that is read at an address; null for any other page, and for what is not for everybody. */
  async function findReading(site: Site, home: string, page: string): Promise<HelpLink | null> {
    const path = page.startsWith(`${home}/`) ? page.slice(home.length) : '';
    const [, language, coded] = /^\/([a-z]{2})\/articles\/([^/?#]+)/.exec(path) ?? [];
    const slug = coded === undefined ? null : readSlug(coded);
    const id = slug === null ? null : ((await reader.findTarget(site.id, 'article', slug)) as ArticleId | null);
    const texts = id === null ? [] : await reader.findTexts(await reader.readGuest(site.id), id);
    const text = chooseText(texts, language as HelpLanguage, (await reader.readTree(site.id)).defaultLanguage);
    return text?.visibility === 'everyone'
      ? { title: text.title, url: `${home}${path}`, language: text.language }
      : null;
  }
}

function readSlug(coded: string): string | null {
  try {
    return decodeURIComponent(coded);
  } catch {
    return null;
  }
}
