import { productScene, type Subject, type Wall } from '../drawings/scene.ts';
import { html, type SafeHtml } from '../html.ts';
import { type Product, productPath } from './products.ts';

/** Writes a price of whole euros. */
export function price(euros: number): string {
  return `€ ${euros}`;
}

/** A product as a picture that links to its page; the whole card is the link's target. */
export function productCard(product: Product, level: 'h2' | 'h3' = 'h3'): SafeHtml {
  const { slug, wall, name, kind } = product;
  const heading = html`<a href="${productPath(product)}">${name}</a>`;
  return html`<li class="card">
<div class="frame">${productScene({ subject: slug, wall, id: `card-${slug}` })}</div>
<div class="card-words">${level === 'h2' ? html`<h2>${heading}</h2>` : html`<h3>${heading}</h3>`}<p class="kind">${kind}</p><p class="price">${price(product.price)}</p></div>
</li>`;
}

/** A lit niche that keeps a page company. */
export function niche(subject: Subject, wall: Wall): SafeHtml {
  return html`<div class="frame niche">${productScene({ subject, wall, id: 'niche' })}</div>`;
}
