import { html, type SafeHtml } from '../html.ts';

/** The magazine's pictures, 800 by 520: one ink, drawn in lines, and one spot colour for whatever gives light. */
export type Engraving = 'kitchen' | 'porch' | 'dark' | 'supper';

type Hatch = 'thin' | 'full' | 'cross' | 'dense';

/** Draws an engraving; `id` keeps its patterns apart from those of others on the page. */
export function engraving(subject: Engraving, id: string, title?: string): SafeHtml {
  const hatch = (kind: Hatch) => `url(#${id}-${kind})`;
  const name = title === undefined ? html`aria-hidden="true"` : html`role="img" aria-label="${title}"`;
  return html`<svg class="engraving" viewBox="0 0 800 520" preserveAspectRatio="xMidYMid slice" ${name}><defs>
<pattern id="${id}-thin" width="9" height="9" patternUnits="userSpaceOnUse" patternTransform="rotate(-38)"><path d="M0 4.5h9" class="hatch"/></pattern>
<pattern id="${id}-full" width="5.5" height="5.5" patternUnits="userSpaceOnUse" patternTransform="rotate(-38)"><path d="M0 2.7h5.5" class="hatch"/></pattern>
<pattern id="${id}-cross" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(38)"><path d="M0 3.5h7M3.5 0v7" class="hatch"/></pattern>
<pattern id="${id}-dense" width="3.6" height="3.6" patternUnits="userSpaceOnUse" patternTransform="rotate(-38)"><path d="M0 1.8h3.6" class="hatch bold"/></pattern>
</defs><rect width="800" height="520" class="sheet"/>${subjects[subject](hatch)}</svg>`;
}

type Draw = (hatch: (kind: Hatch) => string) => SafeHtml;

/** Rays or rings around a light, as an engraver would cut them. */
function halo(x: number, y: number, from: number, to: number, step: number): SafeHtml[] {
  const rings = Math.floor((to - from) / step);
  return Array.from({ length: rings }, (_, at) => {
    const dash = 14 + ((at * 7) % 11);
    return html`<circle cx="${x}" cy="${y}" r="${from + at * step}" class="line fine" stroke-dasharray="${dash} ${3 + at * 2.4}" stroke-dashoffset="${at * 9}"/>`;
  });
}

const stars = (list: readonly (readonly [number, number, number])[]) =>
  list.map(
    ([x, y, r]) =>
      html`<path class="solid-ink" d="M${x} ${y - r}l${r * 0.25} ${r * 0.75} ${r * 0.75} ${r * 0.25}-${r * 0.75} ${r * 0.25}-${r * 0.25} ${r * 0.75}-${r * 0.25}-${r * 0.75}-${r * 0.75}-${r * 0.25} ${r * 0.75}-${r * 0.25}z"/>`,
  );

const kitchen: Draw = (
  hatch,
) => html`<rect width="800" height="520" fill="${hatch('full')}"/><rect width="800" height="520" fill="${hatch('thin')}" transform="matrix(-1 0 0 1 800 0)"/>
<rect x="196" y="54" width="408" height="360" class="sheet line"/><rect x="212" y="70" width="376" height="328" class="spot"/>
${halo(400, 176, 60, 190, 13)}
<path class="line" d="M400 70v54"/><path class="solid-ink" d="M344 176c2-34 24-52 56-52s54 18 56 52z"/><path class="sheet" d="M352 176h96q-4 12-48 12t-48-12z"/>
<g class="sheet line"><path d="M236 342h96v56h-96z"/><path d="M250 342c-22-34-8-66 8-92 4 30 12 36 18 12 8 20 22 36 6 80z"/><path d="M300 342c-10-26-6-52 12-76 12 26 14 50 2 76z"/></g><path d="M236 342h96v56h-96z" fill="${hatch('dense')}"/>
<g class="sheet line"><path d="M470 366h88v32h-88z"/><path d="M462 340h104v26H462z"/><path d="M566 350c26-2 28 18 0 20"/><path d="M506 340v-10h16v10"/></g><path d="M524 340h42v58h-42z" fill="${hatch('full')}"/>
<g class="line fine"><path d="M502 322c-8-12 6-18 0-32M522 318c-8-12 6-18 0-32"/></g>
<path class="line heavy" d="M400 188v0M212 234h92M496 234h92"/><path class="solid-ink" d="M180 398h440v20H180z"/><path class="sheet line" d="M170 418h460v16H170z"/><path d="M170 418h460v16H170z" fill="${hatch('full')}"/>
<path class="solid-ink" d="M196 54h408v16H196zM196 54h16v344h-16zM588 54h16v344h-16z"/>
<path class="solid-ink" d="M640 434c10-38 16-30 22-50 4-14-4-26 4-40l8 14h16l8-14c8 14 0 26 4 40 6 20 14 34 8 50z" transform="translate(-44 -16)"/>`;

const porch: Draw = (
  hatch,
) => html`<rect width="800" height="520" fill="${hatch('thin')}"/><circle cx="150" cy="110" r="52" class="moon line"/><path d="M150 58a52 52 0 0 1 0 104 66 66 0 0 0 0-104z" fill="${hatch('full')}"/>
${stars([
  [60, 70, 9],
  [262, 60, 7],
  [236, 190, 6],
  [90, 230, 8],
  [700, 60, 8],
  [744, 160, 6],
])}
<path class="sheet line" d="M300 520V150l170-96 170 96v370z"/><path d="M300 520V150l170-96 170 96v370z" fill="${hatch('full')}"/>
<path class="solid-ink" d="M276 164 470 50l194 114v-24L470 24 276 140z"/>
<circle cx="372" cy="270" r="118" class="spot"/>${halo(372, 270, 40, 130, 12)}
<path class="sheet line" d="M412 470V262a58 58 0 0 1 116 0v208z"/><path d="M412 470V262a58 58 0 0 1 116 0v208z" fill="${hatch('cross')}"/><path class="line" d="M470 204v266M424 350h36v96h-36zM480 350h36v96h-36zM424 270h36v62h-36zM480 270h36v62h-36z"/><circle cx="462" cy="344" r="5" class="solid-ink"/>
<path class="line heavy" d="M346 206q26-16 26 22"/><path class="solid-ink" d="M350 240q22-26 44 0zM346 300h52l4 12h-60z"/><path class="sheet line" d="M352 240h40v60h-40z"/><path class="spot line" d="M372 254c10 14 14 20 14 28a14 14 0 0 1-28 0c0-8 4-14 14-28z"/>
<path class="sheet line" d="M384 470h172v16H384zM364 486h212v16H364zM344 502h252v18H344z"/><path d="M384 486h172M364 502h212" class="line"/><path d="M470 486h106v16H470zM470 502h126v18H470z" fill="${hatch('full')}"/>
<g class="solid-ink"><path d="M316 222q-12-14-18 0 6 8 18 2 10 10 18-2-8-12-18 0zM428 170q-9-11-14 0 5 6 14 2 8 8 14-2-6-9-14 0z"/></g>
<path class="solid-ink" d="M0 520v-60q40-30 70 0t80-6 90 14 80-4v56zM600 520v-40q50-36 90-4t110-20v64z"/>`;

const dark: Draw = (
  hatch,
) => html`<rect width="800" height="520" fill="${hatch('cross')}"/><rect width="800" height="300" fill="${hatch('full')}"/>
<circle cx="560" cy="150" r="128" class="sheet"/>${halo(560, 150, 128, 268, 14)}<circle cx="560" cy="150" r="78" class="moon line"/><path d="M506 110q30-20 44 4t-20 36-24-40zM580 180q24-8 30 14t-24 18-6-32z" fill="${hatch('full')}"/>
${stars([
  [90, 80, 10],
  [180, 150, 7],
  [270, 64, 8],
  [330, 190, 6],
  [130, 240, 6],
  [400, 70, 6],
  [740, 60, 8],
  [40, 180, 6],
])}
<path class="sheet line" d="M0 380q120-90 250-40t230-60 320 40v200H0z"/><path d="M0 380q120-90 250-40t230-60 320 40v200H0z" fill="${hatch('thin')}"/>
<path class="sheet line" d="M0 440q150-60 300-10t280-30 220 20v100H0z"/><path d="M0 440q150-60 300-10t280-30 220 20v100H0z" fill="${hatch('full')}"/>
<path class="solid-ink" d="M0 520v-40q200-50 380-10t420-20v70z"/>
<circle cx="268" cy="404" r="40" class="spot"/>${halo(268, 404, 22, 62, 9)}
<path class="solid-ink" d="M222 448v-56l46-38 46 38v56z"/><path class="spot" d="M258 396h20v26h-20z"/><path class="solid-ink" d="M292 372v-26h10v34z"/>
<g class="solid-ink"><path d="M660 470c-22-40-14-90 0-130 14 40 22 90 0 130zM704 476c-18-32-12-72 0-104 12 32 18 72 0 104zM622 474c-14-26-10-58 0-84 10 26 14 58 0 84z"/></g>`;

const supper: Draw = (
  hatch,
) => html`<rect width="800" height="350" fill="${hatch('full')}"/><rect x="80" y="40" width="170" height="220" class="sheet line"/><rect x="96" y="56" width="138" height="188" fill="${hatch('cross')}"/><path class="line heavy" d="M165 56v188M96 150h138"/><circle cx="198" cy="104" r="18" class="moon line"/>
<circle cx="430" cy="150" r="132" class="spot"/>${halo(430, 150, 44, 200, 15)}
<path class="sheet line" d="M0 350h800v170H0z"/><path d="M0 350h800v20H0z" fill="${hatch('dense')}"/><path d="M0 370h800v150H0z" fill="${hatch('thin')}"/>
<g class="line fine"><path d="M0 400q200-10 420 4t380-6M0 450q240 14 460 0t340 8M0 492q180-10 380 4t420-4"/></g>
<path class="sheet line" d="M418 190h24v112h-24z"/><path d="M430 190h12v112h-12z" fill="${hatch('full')}"/><path class="sheet line" d="M430 120c14 26 20 34 20 48a20 20 0 0 1-40 0c0-14 6-22 20-48z"/><path class="line" d="M430 192v-22"/>
<path class="sheet line" d="M398 302h64v12l-22 12c8 24-4 34 2 52 4 14 36 12 40 28H378c4-16 36-14 40-28 6-18-6-28 2-52l-22-12z"/><path d="M430 302h32v12l-22 12c8 24-4 34 2 52 4 14 36 12 40 28h-52z" fill="${hatch('dense')}"/>
<ellipse cx="240" cy="420" rx="140" ry="34" class="sheet line"/><ellipse cx="240" cy="416" rx="96" ry="20" class="line"/><path d="M100 420a140 34 0 0 0 280 0 140 26 0 0 1-280 0z" fill="${hatch('full')}"/>
<path class="sheet line" d="M206 410c-4-26 20-50 34-62 14 12 38 36 34 62-8 14-60 14-68 0z"/><path d="M240 348c14 12 38 36 34 62-4 8-18 10-34 10z" fill="${hatch('dense')}"/><path class="line" d="M240 348q4-14 14-18"/>
<path class="sheet line" d="M570 250h120l-8 130q-4 20-52 20t-52-20z"/><path d="M576 300h108l-4 80q-4 20-50 20t-50-20z" fill="${hatch('cross')}"/><path class="line" d="M630 400v44M588 452q42-16 84 0"/><ellipse cx="630" cy="250" rx="60" ry="12" class="sheet line"/>
<path class="line heavy" d="M392 470 70 500M398 480q14-12 30-10"/>`;

const subjects: Record<Engraving, Draw> = { kitchen, porch, dark, supper };
