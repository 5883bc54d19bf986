import type { PortalReader } from '../accounts/index.ts';
import { type HelpPlace, portalPath } from '../help-center/index.ts';
import type { SafeHtml } from '../platform/html/index.ts';
import type { TicketTexts } from './texts/index.ts';

/** What every page of contact form and conversations knows. */
export type PageContext = {
  place: HelpPlace;
  t: TicketTexts;
  reader: PortalReader;
  /** The token of this page's forms. */
  token: string;
};

export type Page = {
  title: string;
  /** Below the site, for its other languages. */
  path: string;
  /** Which of the ways in the header leads here. */
  way: 'contact' | 'conversations';
  head?: SafeHtml;
  body: SafeHtml;
};

/** Where a page of this site's lies, in the language of who reads. */
export const pathOf = portalPath;
