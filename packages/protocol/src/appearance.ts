import type { HelpLanguage } from './articles.ts';

export const colourSchemes = ['light', 'dark'] as const;
export type ColourScheme = (typeof colourSchemes)[number];

/** Colours as `#rrggbb`; null as Porchlight has it. `page` is the background. */
export type SchemeColours = { accent: string | null; page: string | null };

/** A link in the header or the footer: `https:`, `http:`, `mailto:`, `tel:`, or a path of the help center's own. */
export type AppearanceLink = { url: string; labels: Partial<Record<HelpLanguage, string>> };

/** `PUT /api/admin/sites/{site}/appearance`: how a site's help center looks. */
export type HelpAppearance = {
  colours: Record<ColourScheme, SchemeColours>;
  header: AppearanceLink[];
  footer: AppearanceLink[];
};

/** As it is stored: `data:` for the admin's preview. Pixels. */
export type HelpLogo = { src: string; width: number; height: number };

/**
 * `GET /api/admin/sites/{site}/appearance`. A logo comes as bytes by `PUT …/appearance/logos/{scheme}`; one for light
 * pages alone is shown on dark ones too.
 */
export type AppearanceAnswer = HelpAppearance & {
  logos: Partial<Record<ColourScheme, HelpLogo>>;
  /** In which links may be named; the first is the default. */
  languages: HelpLanguage[];
};
