import { createHash } from 'node:crypto';
import {
  type AppearanceAnswer,
  type AppearanceLink,
  type ColourScheme,
  colourSchemes,
  type HelpAppearance,
  type SchemeColours,
  type SiteId,
} from '@porchlight/protocol';
import type { Audited } from '../audit/index.ts';
import type { Clock } from '../platform/clock/index.ts';
import type { Storage } from '../platform/db/index.ts';
import { appError } from '../platform/errors/index.ts';
import * as commands from './commands.ts';
import * as store from './store.ts';
import { appearanceStyle } from './style.ts';

/** A logo at its address; `content` is WebP. Pixels. */
type SiteLogo = { path: string; content: Buffer; width: number; height: number };

/** How the pages of one site look. */
export type SiteAppearance = {
  header: readonly AppearanceLink[];
  footer: readonly AppearanceLink[];
  logos: Partial<Record<ColourScheme, SiteLogo>>;
  /** The style sheet of its colours; null where it has none of its own. */
  style: { path: string; text: string } | null;
};

/** Where nothing was chosen, and on pages of no site. */
export const plainAppearance: SiteAppearance = { header: [], footer: [], logos: {}, style: null };

type Options = {
  storage: Storage;
  clock: Clock;
  /** Writes a picture anew; throws what `files` does. */
  renderPicture(content: Buffer): Promise<{ preview: Buffer; width: number; height: number }>;
};

const keptMs = 10_000;
/** A logo is shown some forty pixels high: what needs more bytes is a photograph. */
const logoBytesKept = 307_200;
/** What pictures are made smaller to, in `files`. */
const longestPixels = 640;

const noColours: SchemeColours = { accent: null, page: null };
const asItCame: HelpAppearance = { colours: { light: noColours, dark: noColours }, header: [], footer: [] };

/** [HC21] How the help center of each site looks: logo, colours, links. */
export class Appearance {
  readonly #o: Options;
  readonly #kept = new Map<SiteId, { found: Promise<SiteAppearance>; at: number }>();

  constructor(options: Options) {
    this.#o = options;
  }

  /** Kept for ten seconds, since every page asks; what this process changes shows at once. */
  read(site: SiteId): Promise<SiteAppearance> {
    const now = this.#o.clock.now();
    const kept = this.#kept.get(site);
    if (kept && now - kept.at < keptMs) return kept.found;
    const found = this.#load(site);
    this.#kept.set(site, { found, at: now });
    found.catch(() => this.#kept.delete(site));
    return found;
  }

  /** [HC3] The same, with addresses on the host of the administration, whose pages load nothing from elsewhere. */
  async readForPreview(site: SiteId): Promise<SiteAppearance> {
    const { header, footer, logos, style } = await this.#load(site);
    const here = <T extends { path: string }>(one: T): T => ({ ...one, path: `/api/admin/sites${one.path}` });
    return {
      header,
      footer,
      logos: Object.fromEntries(Object.entries(logos).map(([scheme, logo]) => [scheme, here(logo)])),
      style: style && here(style),
    };
  }

  async readForAdmin(site: SiteId): Promise<Omit<AppearanceAnswer, 'languages'>> {
    const { logos } = await this.#load(site);
    const shown: AppearanceAnswer['logos'] = {};
    for (const scheme of colourSchemes) {
      const logo = logos[scheme];
      if (logo) shown[scheme] = { src: dataOf(logo.content), width: logo.width, height: logo.height };
    }
    return { ...(await this.#readChosen(site)), logos: shown };
  }

  async save(site: SiteId, { colours, header, footer }: HelpAppearance, by: Audited): Promise<void> {
    const row = {
      site_id: site,
      colours: JSON.stringify(colours),
      header: JSON.stringify(header),
      footer: JSON.stringify(footer),
    };
    await this.#o.storage.execute(commands.saveAppearance, { row, by, at: this.#o.clock.now() });
    this.#kept.delete(site);
  }

  /** Throws `file_type_refused`, `file_damaged`, `file_too_large`. */
  async saveLogo(site: SiteId, scheme: ColourScheme, picture: Buffer, by: Audited): Promise<void> {
    if (picture.length === 0) throw appError('file_empty', 'The file is empty. Choose another one.');
    const { preview, width, height } = await this.#o.renderPicture(picture);
    if (preview.length > logoBytesKept)
      throw appError('file_too_large', 'This picture is too detailed for a logo. Choose a simpler or a smaller one.');
    const scale = Math.min(1, longestPixels / Math.max(width, height));
    const logo = {
      site_id: site,
      scheme,
      hash: hashOf(preview),
      content: preview.toString('base64'),
      width: Math.max(1, Math.round(width * scale)),
      height: Math.max(1, Math.round(height * scale)),
    };
    await this.#o.storage.execute(commands.saveLogo, { site, scheme, logo, by, at: this.#o.clock.now() });
    this.#kept.delete(site);
  }

  async removeLogo(site: SiteId, scheme: ColourScheme, by: Audited): Promise<void> {
    await this.#o.storage.execute(commands.saveLogo, { site, scheme, logo: null, by, at: this.#o.clock.now() });
    this.#kept.delete(site);
  }

  async #readChosen(site: SiteId): Promise<HelpAppearance> {
    const row = await store.findAppearance(this.#o.storage.read, site);
    if (!row) return asItCame;
    return {
      colours: JSON.parse(row.colours) as HelpAppearance['colours'],
      header: JSON.parse(row.header) as AppearanceLink[],
      footer: JSON.parse(row.footer) as AppearanceLink[],
    };
  }

  async #load(site: SiteId): Promise<SiteAppearance> {
    const { colours, header, footer } = await this.#readChosen(site);
    const text = appearanceStyle(colours);
    const logos: SiteAppearance['logos'] = {};
    for (const { scheme, hash, content, width, height } of await store.findLogos(this.#o.storage.read, site))
      logos[scheme] = {
        path: `/${site}/appearance/${scheme}-${hash}.webp`,
        content: Buffer.from(content, 'base64'),
        width,
        height,
      };
    const style = text === '' ? null : { path: `/${site}/appearance/${hashOf(text)}.css`, text };
    return { header, footer, logos, style };
  }
}

function hashOf(content: string | Buffer): string {
  return createHash('sha256').update(content).digest('hex').slice(0, 16);
}

const dataOf = (content: Buffer) => `data:image/webp;base64,${content.toString('base64')}`;
