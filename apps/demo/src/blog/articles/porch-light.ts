import { html } from '../../html.ts';
import type { Article } from './article.ts';

export const porchLight: Article = {
  path: '/in-praise-of-the-porch-light',
  section: 'Customs',
  title: 'In praise of the porch light',
  deck: 'It costs next to nothing, it says one thing only, and it has never once been misunderstood.',
  author: 'Tobias Kerr',
  minutes: 3,
  engraving: 'porch',
  caption: 'Left on. Nobody remembers who did it.',
  product: 'fanal',
  body: (
    shopUrl,
  ) => html`<p>On the street where I grew up there were eleven houses, and at any hour of the night you could tell who was still out. You did not have to know anybody’s business. You looked at the porches.</p>
<p>A light by a door is the shortest letter there is. It says: we know you are not here yet. It does not say where have you been, and it does not say what time do you call this; those are said indoors, if at all. It is addressed to one person and can be read by everyone, and none of the others feel left out.</p>
<p>The man at number seven worked on the ferries and came home at four. His lamp was a proper ship’s lantern, and it was lit at dusk by whichever child passed it first. We had a rota, which nobody had ever drawn up.</p>
<h2>What it is not</h2>
<p>It is not a floodlight. Those with a sensor, that leap at cats, say something else altogether: they say <em>who goes there</em>. A porch light has no opinion about cats. It is dim on purpose, about as bright as a person holding a candle would be, had they the patience.</p>
<blockquote><p>It is addressed to one person and can be read by everyone, and none of the others feel left out.</p></blockquote>
<p>I live on a fourth floor now and have no porch. I hang <a href="${shopUrl}/lamps/fanal">a small lantern</a> in the stairwell window when my daughter is out, and take it in when I hear her key. She has never mentioned it. Last week I was the one who came home late, in the rain, annoyed with everything, and looked up from across the road.</p>
<p>It was on.</p>`,
};
