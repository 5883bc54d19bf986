import { html } from '../html.ts';
import { niche } from './cards.ts';
import type { ShopPage } from './layout.ts';

/** What the shop answers to addresses it does not have. */
export const notFoundPage: ShopPage = {
  status: 404,
  title: 'Nobody home',
  description: 'This page does not exist.',
  sections: ['not found'],
  styles: ['shop-pages.css'],
  main: html`<div class="not-found with-niche"><div><h1>Nobody home</h1><p>There is no page at this address. The light in the hall is on, though.</p>
<p class="actions"><a class="button solid" href="/">To the front door</a> <a class="button outlined" href="/lamps">See the lamps</a></p></div>${niche('luna', 'plum')}</div>`,
};
