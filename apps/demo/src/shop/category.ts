import { html } from '../html.ts';
import { productCard } from './cards.ts';
import type { ShopPage } from './layout.ts';
import { type Category, products } from './products.ts';

/** A page with all products of one category. */
export function categoryPage({ path, name, line, intro }: Category): ShopPage {
  const shown = products.filter(({ category }) => category === path);
  return {
    title: name,
    description: `${name}: ${line.toLowerCase()}.`,
    place: path,
    sections: [name.toLowerCase()],
    attributes: { category: name, products: shown.length },
    main: html`<div class="${shown.length > 2 ? 'above' : 'beside'}"><div class="page-head"><h1>${name}</h1><p>${intro}</p></div>
<ul class="cards four">${shown.map((product) => productCard(product, 'h2'))}</ul></div>
${
  path === '/lamps'
    ? html`<aside class="nudge"><p>None of these? <a href="/atelier">Put your own together</a> in the atelier: shade, base and cord.</p></aside>`
    : null
}`,
  };
}
