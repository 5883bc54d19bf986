import type { Engraving } from '../../drawings/engravings.ts';
import type { SafeHtml } from '../../html.ts';

export type Article = {
  path: string;
  section: string;
  title: string;
  /** The sentence under the title. */
  deck: string;
  author: string;
  minutes: number;
  engraving: Engraving;
  caption: string;
  /** The product of the shop that is shown within the text. */
  product: string;
  body: (shopUrl: string) => SafeHtml;
};
