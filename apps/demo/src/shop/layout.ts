import type { AssetName } from '../assets.ts';
import { renderDocument } from '../document.ts';
import { html, type SafeHtml } from '../html.ts';
import type { DemoInput, DemoPage, PageContent } from '../page.ts';
import { privacyChoices } from '../privacy-choices.ts';
import { categories } from './products.ts';

export type ShopPage = PageContent & {
  /** The entry of the navigation that the page belongs to. */
  place?: string;
  styles?: readonly AssetName[];
  scripts?: readonly AssetName[];
};

const links = [...categories.map(({ path, name }) => ({ path, name })), { path: '/atelier', name: 'Atelier' }];

/** Puts a page into the shop's frame: header, footer, cart count. */
export function renderShopPage(input: DemoInput, page: ShopPage): DemoPage {
  return renderDocument(input, page, {
    siteName: 'Lanterna & Larder',
    styles: ['rooms.css', 'shop.css', 'cards.css', ...(page.styles ?? [])],
    scripts: ['cart-store.js', ...(page.scripts ?? [])],
    icon: 'shop.svg',
    themeColors: { light: '#f3f5f1', dark: '#0d1513' },
    bodyClass: 'shop',
    body: html`${header(page.place)}
<main id="main" tabindex="-1">
${page.main}
</main>
${footer(input.blogUrl)}`,
  });
}

function header(place: string | undefined): SafeHtml {
  const current = (path: string) => (path === place ? html` aria-current="page"` : null);
  return html`<header class="top">
<a class="brand" href="/">${mark}<span>Lanterna <i>&amp;</i> Larder</span></a>
<nav aria-label="Shop"><ul>
${links.map(({ path, name }) => html`<li><a href="${path}"${current(path)}>${name}</a></li>`)}
</ul></nav>
<a class="to-cart" href="/cart"${current('/cart')}><span>Cart</span> <span class="count" data-cart-count>0</span></a>
</header>`;
}

const mark = html`<svg class="mark" viewBox="0 0 32 32" aria-hidden="true"><circle cx="16" cy="14" r="13" class="mark-glow"/><path d="M5 16C5 8 10 4 16 4s11 4 11 12c0 1-5 2-11 2S5 17 5 16z"/><path d="M14 18h4c0 6 4 7 4 10H10c0-3 4-4 4-10z"/></svg>`;

function footer(blogUrl: string): SafeHtml {
  return html`<footer class="bottom">
<div class="bottom-inner">
<div><p class="bottom-brand">Lanterna <i>&amp;</i> Larder</p><p>Good light for the hours after dusk.<br>A demonstration shop: nothing is sold here.</p></div>
<nav aria-label="More"><ul>
<li><a href="/delivery">Delivery and returns</a></li>
<li><a href="/atelier">The lamp atelier</a></li>
<li><a href="${blogUrl}/">The Evening Page, our magazine</a></li>
</ul></nav>
<div><p>Our team answers in the chat. What the chat keeps in your browser is your choice: ${privacyChoices}</p>
<p>This shop itself keeps one thing there, your cart (<code>demo_cart</code>), from the moment you put something into it until it is empty.</p></div>
</div>
</footer>`;
}
