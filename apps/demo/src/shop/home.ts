import { engraving } from '../drawings/engravings.ts';
import { eveningRoom } from '../drawings/evening-room.ts';
import { lampShelf } from '../drawings/lamp-shelf.ts';
import { productScene } from '../drawings/scene.ts';
import { html } from '../html.ts';
import { productCard } from './cards.ts';
import type { ShopPage } from './layout.ts';
import { categories, getProduct, products } from './products.ts';

const covers = {
  '/lamps': () => lampShelf('shelf-lamps'),
  '/table': () => productScene({ subject: 'stillwater', wall: 'moss', id: 'shelf-table' }),
  '/larder': () => productScene({ subject: 'ember', wall: 'clay', id: 'shelf-larder' }),
};
const picks = ['vesper', 'morel', 'compline', 'fig'] as const;

/** The shop's first page. */
export function homePage(blogUrl: string): ShopPage {
  return {
    title: 'Lanterna & Larder',
    description: 'Lamps and a few other things for the hours after dusk.',
    sections: ['home'],
    styles: ['engraving.css', 'shop-home.css'],
    main: html`<section class="hero">
${eveningRoom('hero')}
<div class="hero-words"><h1>Good light for the hours after dusk</h1>
<p>Lamps that can be mended, and a few things to put beneath them.</p>
<p class="actions"><a class="button glowing" href="/lamps">See the lamps</a> <a class="button quiet" href="/atelier">Make your own</a></p></div>
</section>
<section class="band" aria-labelledby="picks"><div class="band-head"><h2 id="picks">On the table this week</h2><a class="more" href="/lamps">All ${products.filter((one) => one.category === '/lamps').length} lamps</a></div>
<ul class="cards four">${picks.map((slug) => productCard(getProduct(slug)))}</ul></section>
<section class="band" aria-labelledby="shelves"><h2 id="shelves">Three shelves</h2>
<ul class="shelves">${categories.map(
      ({ path, name, line }) => html`<li class="shelf"><div class="frame">${covers[path]()}</div>
<div class="shelf-words"><h3><a href="${path}">${name}</a></h3><p>${line}</p></div></li>`,
    )}</ul></section>
<section class="band promises" aria-label="What we promise"><ul>
<li><h2>Mended, not binned</h2><p>Every lamp comes apart with one screwdriver. We keep the parts for fifteen years.</p></li>
<li><h2>Thirty evenings</h2><p>Try it at home. If the light is not right, it comes back at our cost, assembled or not.</p></li>
<li><h2>A person answers</h2><p>Ask in the chat. If nobody is up, you get an answer in the morning.</p></li>
</ul></section>
<section class="band magazine"><div><h2>The Evening Page</h2><p>Our small magazine about what people do once the lamps are on.</p><a class="button outlined" href="${blogUrl}/">Read tonight’s page</a></div><div class="plate">${engraving('dark', 'page')}</div></section>`,
  };
}
