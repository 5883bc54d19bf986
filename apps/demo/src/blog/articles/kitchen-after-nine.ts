import { html } from '../../html.ts';
import type { Article } from './article.ts';

export const kitchenAfterNine: Article = {
  path: '/kitchen-after-nine',
  section: 'Rooms',
  title: 'The kitchen after nine',
  deck: 'Once the dishes are done it turns into another room. All it needs is that you switch the ceiling off.',
  author: 'Ines Marlow',
  minutes: 4,
  engraving: 'kitchen',
  caption: 'The only window lit on the third floor.',
  product: 'morel',
  body: (
    shopUrl,
  ) => html`<p>There is a moment, about nine, when a kitchen stops being a workshop. The last pan is upside down on the rack. Somebody wipes the table in the wide strokes of a person who is nearly finished. And then, in most homes I know, everybody leaves, because the light is telling them to.</p>
<p>The light in question is the one in the ceiling. It was put there for good reasons: knives, hot fat, reading the small print on a packet of yeast. It does its job without mercy, and it does not know when to stop.</p>
<p>My grandmother solved this with a saucer and a candle. She had electricity; she simply thought of it as a tool, like the mincer, that went back into the cupboard after use. After nine the kitchen had one flame in it, and the corners went away, and with the corners went the day.</p>
<h2>One lamp, low</h2>
<p>You do not need a flame. You need one lamp that stands lower than your chin. Put it where the bread usually is. I have used <a href="${shopUrl}/lamps/morel">a glass one shaped like a mushroom</a> for a year now, because it lights its own foot and so the table as well, and because nobody who comes in can help touching it.</p>
<blockquote><p>A room that is lit from above is asking you what you want. A room that is lit from the table has stopped asking.</p></blockquote>
<p>What happens next is not remarkable, which is its charm. Somebody comes back for water and sits down. Somebody finds the end of a cheese and <a href="${shopUrl}/larder/fig">the jar with the figs</a>. A conversation that had no chance at supper, with its passing of dishes, turns out to have been waiting in the hall.</p>
<p>It lasts forty minutes, perhaps. Then the lamp goes off, and the kitchen is a workshop again, and it is tomorrow.</p>`,
};
