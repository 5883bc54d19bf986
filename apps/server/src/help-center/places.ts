import { type HelpLanguage, helpLanguages, type SiteId, type UserId } from '@porchlight/protocol';
import type { FastifyRequest } from 'fastify';
import type { Appearance } from '../appearance/index.ts';
import type { ArticleReader } from '../articles/index.ts';
import type { Groups } from '../groups/index.ts';
import type { Site, Sites } from '../sites/index.ts';
import { bestLanguage } from './accept-language.ts';
import { readChosenLanguage } from './chosen-language.ts';
import { baseOf, type HelpPlace, type Lobby, lobbyOf, placeOf, topicsFor } from './place.ts';

/** A user, as far as pages need to know. */
type User = { id: UserId; language: HelpLanguage };

type Options = {
  sites: Sites;
  reader: ArticleReader;
  /** The help center's public origin. */
  origin: string;
  isHttps: boolean;
  /** The service's origin, where tags come from. */
  service: string;
  /** The user of this site's help center who asks; null where nobody is logged in. */
  readUser(request: FastifyRequest, site: SiteId): Promise<User | null>;
  groups: Groups;
  appearance: Appearance;
  hasMail: boolean;
};

/** What is known of the language besides the request itself, each weaker than the one before. */
type Wishes = {
  /** What the address names. */
  asked?: unknown;
  /** Who is logged in, where that was read already. */
  user?: User | null;
  /** The language of the form that was shown last. */
  guest?: HelpLanguage | undefined;
  /** True for pages of articles, which are in the site's languages alone; all others speak every language. */
  isOfArticles?: boolean;
};

/** Finds out where a page stands: its site, its language [LANG1], and who reads it. */
export class Places {
  readonly #o: Options;

  constructor(options: Options) {
    this.#o = options;
  }

  /** The site of this id, the oldest one without an id; null where there is none. */
  findSite(id?: string): Site | null {
    const { sites } = this.#o;
    return id === undefined ? (sites.readAll()[0] ?? null) : sites.findSite(id);
  }

  /** A page in a language that its address names; null where the site does not have it. */
  async inLanguage(request: FastifyRequest, site: Site, language: HelpLanguage): Promise<HelpPlace | null> {
    const user = await this.#o.readUser(request, site.id);
    const place = await this.#at(site, language, user);
    return place.tree.languages.includes(language) ? place : null;
  }

  /**
   * [LANG1] A page whose path names no language: what the address asks for, the profile's, that of the form before, the
   * one that was chosen in this browser, the browser's best, the site's default.
   */
  async choose(request: FastifyRequest, site: Site, wishes: Wishes = {}): Promise<HelpPlace> {
    const { reader, readUser, isHttps } = this.#o;
    const { asked, guest, user = await readUser(request, site.id), isOfArticles = false } = wishes;
    const { languages: own, defaultLanguage } = await reader.readTree(site.id);
    const languages: readonly HelpLanguage[] = isOfArticles ? own : helpLanguages;
    const chosen = readChosenLanguage(request.headers.cookie, isHttps);
    const wanted = [asked, user?.language, guest, chosen].find((one) => languages.includes(one as HelpLanguage));
    const language =
      (wanted as HelpLanguage | undefined) ??
      bestLanguage(request.headers['accept-language'], languages) ??
      defaultLanguage;
    return this.#at(site, language, user);
  }

  /** Where what is told stands if an address leads nowhere: the site that it names, else the oldest, else none. */
  async forAnybody(
    request: FastifyRequest,
    { site: id, lang }: { site?: string | undefined; lang?: unknown } = {},
  ): Promise<HelpPlace | Lobby> {
    const site = (id === undefined ? null : this.findSite(id)) ?? this.findSite();
    return site ? this.choose(request, site, { asked: lang }) : this.inLobby(request, lang);
  }

  inLobby(request: FastifyRequest, asked: unknown): Lobby {
    const { isHttps, origin } = this.#o;
    const chosen = readChosenLanguage(request.headers.cookie, isHttps);
    const named = helpLanguages.find((one) => one === asked) ?? chosen;
    return lobbyOf(named ?? bestLanguage(request.headers['accept-language'], helpLanguages) ?? 'en', origin);
  }

  async #at(site: Site, language: HelpLanguage, user: User | null): Promise<HelpPlace> {
    const { sites, reader, origin, service, groups, hasMail } = this.#o;
    const base = baseOf(sites.readAll(), site.id);
    const [tree, guest] = await Promise.all([reader.readTree(site.id), groups.actorOf(site.id, null)]);
    const actor = user ? await groups.actorOf(site.id, user.id) : guest;
    return placeOf({
      site,
      tree: { ...tree, categories: topicsFor(tree, actor) },
      language,
      base,
      home: `${origin}${base}`,
      actor,
      appearance: await this.#o.appearance.read(site.id),
      hasMail,
      // [HC30] What not everybody may read is told to nobody.
      tagOrigin: site.hasHelpTag && guest.may.includes('read') ? service : null,
    });
  }
}
