import { atelierLamp } from '../drawings/atelier-lamp.ts';
import { html, type SafeHtml } from '../html.ts';
import type { ShopPage } from './layout.ts';

type Part = 'shade' | 'base' | 'cord';
type Option = { value: string; name: string; line: string; price: number };

export type AtelierView = { name: string; path: string; title: string; intro: string; part: Part | null };

/** The four steps; each has an address of its own, and the script moves between them without loading. */
export const atelierViews: readonly AtelierView[] = [
  {
    name: 'Shade',
    path: '/atelier',
    title: 'Choose a shade',
    intro: 'It decides where the light goes: down, out, or a little of both.',
    part: 'shade',
  },
  {
    name: 'Base',
    path: '/atelier/base',
    title: 'Choose a base',
    intro: 'It decides what you touch. All three have the same weight in them.',
    part: 'base',
  },
  {
    name: 'Cord',
    path: '/atelier/cord',
    title: 'Choose a cord',
    intro: 'It is the first thing you see in the daytime, so it may as well be a good colour.',
    part: 'cord',
  },
  {
    name: 'Summary',
    path: '/atelier/summary',
    title: 'Your lamp',
    intro: 'We put it together in two days. It comes with its bulb, and with a screwdriver.',
    part: null,
  },
];

const options: Record<Part, readonly Option[]> = {
  shade: [
    { value: 'dome', name: 'Dome', line: 'Cotton, wide and calm', price: 70 },
    { value: 'cone', name: 'Cone', line: 'Pleated paper, more to the table', price: 64 },
    { value: 'drum', name: 'Drum', line: 'Linen, light above and below', price: 78 },
  ],
  base: [
    { value: 'brass', name: 'Brass', line: 'Thin, and darkens with you', price: 58 },
    { value: 'oak', name: 'Oak', line: 'Turned from one piece, oiled', price: 66 },
    { value: 'clay', name: 'Clay', line: 'Thrown, round, warm to the hand', price: 62 },
  ],
  cord: [
    { value: 'rust', name: 'Rust', line: 'Woven cotton', price: 12 },
    { value: 'moss', name: 'Moss', line: 'Woven cotton', price: 12 },
    { value: 'ink', name: 'Ink', line: 'Woven linen', price: 14 },
  ],
};

/** The page of the atelier, opened at one of its views; all views are in it, so that the script only shows another. */
export function atelierPage(view: AtelierView): ShopPage {
  return {
    title: `${view.title} · Atelier`,
    description: 'Put your own lamp together: shade, base and cord.',
    place: '/atelier',
    sections: ['atelier', view.name.toLowerCase()],
    styles: ['atelier.css'],
    scripts: ['atelier.js'],
    main: html`<div class="atelier" id="atelier" data-shade="dome" data-base="brass" data-cord="rust">
<div class="frame atelier-picture">${atelierLamp('atelier')}</div>
<div class="atelier-work">
<nav class="steps" aria-label="Steps"><ol>${atelierViews.map(
      ({ name, path }) =>
        html`<li><a href="${path}" data-view-link${path === view.path ? html` aria-current="step"` : null}>${name}</a></li>`,
    )}</ol></nav>
${atelierViews.map((one) => viewSection(one, one === view))}
</div></div>`,
  };
}

function viewSection(view: AtelierView, isShown: boolean): SafeHtml {
  const { name, path, title, intro, part } = view;
  const at = atelierViews.indexOf(view);
  const [before, after] = [atelierViews[at - 1], atelierViews[at + 1]];
  return html`<section class="view" data-view="${path}" data-name="${name.toLowerCase()}" data-title="${title} · Atelier · Lanterna &amp; Larder" aria-labelledby="view-${name}"${isShown ? null : html` hidden`}>
<h1 id="view-${name}" tabindex="-1">${title}</h1><p class="intro">${intro}</p>
${part ? choices(part, title) : summary}
<p class="actions">${before ? html`<a class="button outlined" href="${before.path}" data-view-link>Back to ${before.name.toLowerCase()}</a>` : null} ${
    after
      ? html`<a class="button solid" href="${after.path}" data-view-link>${after.part ? html`Next: ${after.name.toLowerCase()}` : html`See your lamp`}</a>`
      : html`<button class="button solid" type="button" id="atelier-add">Add to cart</button>`
  }</p>${after ? null : html`<p class="added" role="status" data-added></p>`}
</section>`;
}

function choices(part: Part, title: string): SafeHtml {
  return html`<fieldset class="choices"><legend class="visually-hidden">${title}</legend>${options[part].map(
    (
      { value, name, line, price },
      at,
    ) => html`<label class="choice"><input type="radio" name="${part}" value="${value}" data-label="${name}" data-price="${price}"${at === 0 ? html` checked` : null}>
<span class="swatch swatch-${value}" aria-hidden="true"></span><span class="choice-words"><b>${name}</b> <span>${line}</span></span><span class="price">€ ${price}</span></label>`,
  )}</fieldset>`;
}

const first = (part: Part) => options[part][0] as Option;

const summary = html`<dl class="facts">${(['shade', 'base', 'cord'] as const).map(
  (part) =>
    html`<div><dt>${part.charAt(0).toUpperCase() + part.slice(1)}</dt><dd data-chosen="${part}">${first(part).name}</dd></div>`,
)}<div class="sum"><dt>Together</dt><dd class="price" data-sum>€ ${first('shade').price + first('base').price + first('cord').price}</dd></div></dl>`;
