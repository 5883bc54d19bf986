import { engraving } from '../drawings/engravings.ts';
import { productScene } from '../drawings/scene.ts';
import { html } from '../html.ts';
import type { PageContent } from '../page.ts';
import { getProduct, productPath } from '../shop/products.ts';
import { type Article, articles } from './articles/index.ts';

/** One article, with the thing from the shop that it speaks of, and the next one. */
export function articlePage(article: Article, shopUrl: string): PageContent {
  const { title, deck, section, author, minutes, caption } = article;
  const product = getProduct(article.product);
  const next = articles[(articles.indexOf(article) + 1) % articles.length] as Article;
  return {
    title,
    description: deck,
    sections: ['magazine', section.toLowerCase()],
    attributes: { article: title, author, minutes },
    main: html`<article class="story"><header><h1>${title}</h1><p class="deck">${deck}</p><p class="byline">${author}, ${minutes} minutes</p></header>
<figure class="plate-wide"><div class="plate">${engraving(article.engraving, 'plate', caption)}</div><figcaption>${caption}</figcaption></figure>
<div class="text">${article.body(shopUrl)}</div>
<aside class="from-shop" aria-label="From the shop"><div class="from-picture">${productScene({ subject: product.slug, wall: product.wall, id: 'shop' })}</div>
<div><p class="from-name"><a href="${shopUrl}${productPath(product)}">${product.name}</a></p><p>${product.line}</p><p class="byline">${product.kind}, € ${product.price}, at Lanterna &amp; Larder</p></div></aside>
</article>
<nav class="next" aria-label="Next article"><p class="next-hint">Turn the page</p><a href="${next.path}">${next.title}</a></nav>`,
  };
}

/** What the magazine answers to addresses it does not have. */
export const missingPage: PageContent = {
  status: 404,
  title: 'This page is blank',
  description: 'There is no such page.',
  sections: ['not found'],
  main: html`<article class="story"><header><h1>This page is blank</h1><p class="deck">Nothing was ever printed here. The others are better.</p></header><div class="text"><p><a href="/">Back to the front</a></p></div></article>`,
};
