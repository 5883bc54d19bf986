import { html } from '../html.ts';
import { niche } from './cards.ts';
import type { ShopPage } from './layout.ts';

/** The cart; its lines are in the browser alone and drawn there. */
export const cartPage: ShopPage = {
  title: 'Your cart',
  description: 'What you have put aside.',
  place: '/cart',
  sections: ['cart'],
  styles: ['shop-pages.css'],
  scripts: ['cart-page.js'],
  main: html`<div class="cart" id="cart"><h1>Your cart</h1>
<div class="cart-empty" id="cart-empty"><div><p>Nothing here yet. The lamps are still on.</p><p class="actions"><a class="button solid" href="/lamps">See the lamps</a></p></div>${niche('compline', 'dusk')}</div>
<div id="cart-filled" hidden>
<ul class="cart-lines" id="cart-lines"></ul>
<p class="cart-sum"><span>Together, delivery included</span> <output class="price" id="cart-sum"></output></p>
<p class="cart-order"><button class="button solid" type="button" id="cart-order">Order</button></p>
</div>
<p class="cart-told" role="status" id="cart-told"></p>
<template id="cart-line"><li><div class="cart-name"><a></a><span class="kind"></span></div>
<div class="stepper"><button type="button" data-less>−</button><output></output><button type="button" data-more>+</button></div>
<span class="price"></span></li></template>
<noscript><p>The cart needs scripts. You can order in writing, too: this is a demonstration, so nothing happens either way.</p></noscript></div>`,
};
