import { html } from '../../html.ts';
import type { Article } from './article.ts';

export const supperForOne: Article = {
  path: '/supper-for-one',
  section: 'Table',
  title: 'Supper for one, properly',
  deck: 'Against eating over the sink. With a menu that takes eleven minutes, candle included.',
  author: 'Clara Voss',
  minutes: 3,
  engraving: 'supper',
  caption: 'One chair, one plate, no excuses.',
  product: 'compline',
  body: (
    shopUrl,
  ) => html`<p>The case for eating over the sink is strong. There is no plate to wash, the crumbs know where to go, and one can be done before the kettle has boiled. I did it for most of a winter. Nothing bad happened, except that I could not have told you on any given Thursday whether I had had supper.</p>
<p>So, a rule: if I eat alone, I lay the table. Not much. A plate, a glass, a knife that cuts. A napkin, since otherwise it is a laboratory. And a light, a small one, because eating under a big one feels like being interviewed.</p>
<h2>The menu</h2>
<p>Two slices of bread, toasted hard. A hard cheese at room temperature, which means taking it out before you take off your coat. A spoon of <a href="${shopUrl}/larder/fig">fig preserve, the peppery kind</a>. Something green with lemon on it. Afterwards, a cup of <a href="${shopUrl}/larder/ember">smoked tea</a> in the other chair, the one by the window.</p>
<blockquote><p>A napkin, since otherwise it is a laboratory.</p></blockquote>
<h2>The candle</h2>
<p>People think candles are for company. I think company can look after itself. It is when nobody is across the table that you want something there which moves a little. I own <a href="${shopUrl}/table/compline">two candlesticks that do not match</a>, and light the short one on weekdays.</p>
<p>It takes eleven minutes to make and, I notice, about thirty to eat. I do not read while I eat. I look at the flame, or out of the window, where across the yard at the same hour a man in a red jumper sits down to his. We have never waved. We would both, I think, find it forward.</p>`,
};
