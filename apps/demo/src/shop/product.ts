import { productScene } from '../drawings/scene.ts';
import { html } from '../html.ts';
import { price, productCard } from './cards.ts';
import type { ShopPage } from './layout.ts';
import { categories, type Product, productPath, products } from './products.ts';

/** The page of one product. */
export function productPage(product: Product): ShopPage {
  const { slug, name, kind, wall, line, story, facts } = product;
  const category = categories.find(({ path }) => path === product.category);
  const others = products.filter((one) => one.slug !== slug).sort((one, other) => rank(one) - rank(other));
  function rank(one: Product): number {
    return one.category === product.category ? 0 : 1;
  }
  return {
    title: `${name}, ${kind.toLowerCase()}`,
    description: line,
    place: product.category,
    sections: [category?.name.toLowerCase() ?? '', kind.toLowerCase()],
    attributes: { product: name, price: product.price, category: category?.name ?? '' },
    styles: ['shop-pages.css'],
    main: html`<div class="product">
<div class="frame product-picture">${productScene({ subject: slug, wall, id: 'product', title: `${name}, ${kind.toLowerCase()}, standing in an evening room` })}</div>
<div class="product-words">
<nav class="crumbs" aria-label="You are here"><ol><li><a href="/">Home</a></li><li><a href="${product.category}">${category?.name ?? ''}</a></li></ol></nav>
<h1>${name}</h1><p class="kind">${kind}</p><p class="line">${line}</p>
<p class="buy"><span class="price">${price(product.price)}</span>
<button class="button solid" type="button" data-add-to-cart data-id="${slug}" data-name="${name}" data-kind="${kind}" data-price="${product.price}" data-href="${productPath(product)}">Add to cart</button></p>
<p class="added" role="status" data-added></p>
${story.map((paragraph) => html`<p class="story">${paragraph}</p>`)}
<dl class="facts">${facts.map(([term, text]) => html`<div><dt>${term}</dt><dd>${text}</dd></div>`)}</dl>
<p class="small">At your door in two to four working days. <a href="/delivery">Delivery and returns</a></p>
</div></div>
<section class="band" aria-labelledby="goes-with"><h2 id="goes-with">Goes well with</h2>
<ul class="cards four">${others.slice(0, 4).map((one) => productCard(one))}</ul></section>`,
  };
}
