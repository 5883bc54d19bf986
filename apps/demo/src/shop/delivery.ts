import { html } from '../html.ts';
import { niche } from './cards.ts';
import type { ShopPage } from './layout.ts';

/** Delivery, returns and repairs. */
export const deliveryPage: ShopPage = {
  title: 'Delivery and returns',
  description: 'Where we deliver, how long it takes, and how a lamp comes back.',
  place: '/delivery',
  sections: ['service', 'delivery'],
  styles: ['shop-pages.css'],
  main: html`<div class="with-niche"><div><div class="page-head"><h1>Delivery and returns</h1><p>The price in your cart is the price. Postage is in it, and customs too where there are any.</p></div>
<div class="reading">
<table><caption class="visually-hidden">Delivery times by country</caption>
<thead><tr><th scope="col">Where</th><th scope="col">Working days</th><th scope="col">Price</th></tr></thead>
<tbody>
<tr><th scope="row">Germany, Austria, Netherlands</th><td>2</td><td>included</td></tr>
<tr><th scope="row">Rest of the EU</th><td>3 to 4</td><td>included</td></tr>
<tr><th scope="row">Switzerland, Norway, United Kingdom</th><td>4 to 6</td><td>included, with customs</td></tr>
<tr><th scope="row">Anywhere else</th><td colspan="2">Ask us in the chat; we have posted to stranger places.</td></tr>
</tbody></table>
<h2>How it is packed</h2><p>In paper, straw board and patience. Glass travels in its own box inside the box. If something breaks on the way, send a picture in the chat and the next one leaves the same day.</p>
<h2>If the light is not right</h2><p>You have thirty days. Assembled or not, as long as nothing is broken: write to us, we send a label, and the money is back within three days of the lamp.</p>
<h2>If it stops working</h2><p>Every lamp comes apart with one screwdriver. We keep switches, sockets, cords and glass for fifteen years and send them at cost, with a drawing.</p>
</div></div>${niche('fanal', 'ink')}</div>`,
};
