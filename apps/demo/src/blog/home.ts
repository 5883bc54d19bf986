import { engraving } from '../drawings/engravings.ts';
import { html } from '../html.ts';
import type { PageContent } from '../page.ts';
import { type Article, articles } from './articles/index.ts';

const byline = ({ author, minutes }: Article) => html`<p class="byline">${author}, ${minutes} minutes</p>`;

/** The magazine's front. */
export function frontPage(): PageContent {
  const [lead, ...others] = articles as readonly [Article, ...Article[]];
  return {
    title: 'The Evening Page',
    description: 'A small magazine for the hours when the lamps are on.',
    sections: ['magazine', 'front'],
    main: html`<article class="lead"><div class="plate">${engraving(lead.engraving, 'lead')}</div>
<div class="lead-words"><h2><a href="${lead.path}">${lead.title}</a></h2><p class="deck">${lead.deck}</p>${byline(lead)}</div></article>
<div class="columns">${others.map(
      (article) => html`<article><div class="plate">${engraving(article.engraving, article.engraving)}</div>
<h2><a href="${article.path}">${article.title}</a></h2><p class="deck">${article.deck}</p>${byline(article)}</article>`,
    )}</div>`,
  };
}
