import { html } from '../../html.ts';
import type { Article } from './article.ts';

export const whatTheDarkIsFor: Article = {
  path: '/what-the-dark-is-for',
  section: 'Night',
  title: 'What the dark is for',
  deck: 'A week without overhead light, kept as a diary, by somebody who expected to be bored by Tuesday.',
  author: 'Wren Adeyemi',
  minutes: 5,
  engraving: 'dark',
  caption: 'A quarter to eight, looking north.',
  product: 'vesper',
  body: (
    shopUrl,
  ) => html`<p>The rules were simple. From sunset on, nothing in the ceiling. One lamp in each room that had a person in it. Screens, if they had to be, under the same lamp as everything else.</p>
<h2>Monday</h2>
<p>I walk into the bedroom and hit the switch with the flat of my hand, four times in one evening. The hand does not listen to the rules. It has worked here for nine years.</p>
<h2>Wednesday</h2>
<p>You start to carry things to the light. The mending, the post, the child with the splinter: everything comes to the table because that is where one can see. By eight all four of us are there, each at something else. Nobody called anybody. It is rather crowded.</p>
<blockquote><p>We had not been four in a room on a Wednesday since the wifi got better.</p></blockquote>
<h2>Friday</h2>
<p>The dark itself, meanwhile, has changed sides. On Monday it was what the lamp was for. Now it is a sort of furniture. The hall has a depth it never had; the window over the sink has stars in it, which presumably were there before.</p>
<p>I read in bed under <a href="${shopUrl}/lamps/vesper">a lamp that lights one page</a> and leaves the other pillow alone. I read forty pages. I cannot remember when I last read forty of anything.</p>
<h2>Sunday</h2>
<p>We turn the ceiling back on for a minute, as an experiment. All of us laugh, as people do when a photograph is taken. Then somebody, I think it was the youngest, reaches over and puts it out.</p>
<p>I had meant to write about sleep, and melatonin, and the blue end of the spectrum. There are good books on that. What I have to report is less scientific: the dark is what makes a lamp into a place.</p>`,
};
