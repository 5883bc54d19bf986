import { html, type SafeHtml } from '../html.ts';
import { glow, pool, shadow, usePaints } from './paints.ts';
import { at, roomPaints } from './scene.ts';

/** The lamp of the atelier with every shade, base and cord; the style sheet shows those that are chosen. */
export function atelierLamp(id: string): SafeHtml {
  const paints = usePaints(id);
  const { fill } = paints;
  const drawn = html`${glow(paints, 0, -250, 330)}${pool(paints, 0, 230)}
<path class="cord" d="M52-6c50 6 62 44 120 40s92-30 260-8" fill="none" stroke-width="7" stroke-linecap="round"/>
<path class="cord-twist" d="M52-6c50 6 62 44 120 40s92-30 260-8" fill="none" stroke="#ffffff" stroke-opacity=".35" stroke-width="2.5" stroke-dasharray="5 8"/>
${shadow(paints, 0, 104)}
<g class="base base-brass"><path d="M-74-4c0-10 30-17 74-17s74 7 74 17c0 9-148 9-148 0z" fill="${fill('brass')}"/><rect x="-6" y="-206" width="12" height="190" rx="3" fill="${fill('brass')}"/><circle cy="-112" r="13" fill="${fill('brass')}"/></g>
<g class="base base-oak"><path d="M-58 0c-10-58 34-70 38-120l2-86h36l2 86c4 50 48 62 38 120-6 7-110 7-116 0z" fill="${fill('oak')}"/><path d="M-34-6c-4-50 24-66 24-116M-8-4c-4-50 4-80 4-120M24-5c4-50-14-70-14-112" fill="none" stroke="#5d3413" stroke-opacity=".4" stroke-width="2"/></g>
<g class="base base-clay"><path d="M-50 0C-112-36-92-128-22-152l2-54h40l2 54C92-128 112-36 50 0c-6 7-94 7-100 0z" fill="${fill('clay')}"/><path d="M-70-92c8-20 22-34 38-42" fill="none" stroke="#ffe2cf" stroke-opacity=".5" stroke-width="6" stroke-linecap="round"/></g>
<rect x="-11" y="-222" width="22" height="22" rx="3" fill="${fill('iron')}"/>
<g class="shade-form shade-dome"><ellipse class="lit" cy="-206" rx="132" ry="17" fill="#fff0c4"/><path class="shade-cloth" fill="url(#${id}-cloth)" d="M-134-208C-130-320-70-360 0-360s130 40 134 152c-40 17-228 17-268 0z"/><path d="M-104-244c10-44 34-70 66-84" fill="none" stroke="#ffffff" stroke-opacity=".6" stroke-width="7" stroke-linecap="round"/></g>
<g class="shade-form shade-cone"><ellipse class="lit" cy="-200" rx="136" ry="17" fill="#fff0c4"/><path class="shade-cloth" fill="url(#${id}-cloth)" d="M-138-202-44-372q44 10 88 0l94 170c-42 17-234 17-276 0z"/><path d="M-44-372q44 10 88 0-44-12-88 0z" fill="#ffedc0"/></g>
<g class="shade-form shade-drum"><ellipse class="lit" cy="-202" rx="122" ry="15" fill="#fff0c4"/><path class="shade-cloth" fill="url(#${id}-cloth)" d="M-124-204v-142q124 20 248 0v142q-124 22-248 0z"/><path d="M-124-346q124 20 248 0-124-20-248 0z" fill="#ffedc0"/></g>`;
  return html`<svg class="scene wall-plum" viewBox="0 0 640 640" preserveAspectRatio="xMidYMid slice" aria-hidden="true">
<defs>${roomPaints(id)}<linearGradient id="${id}-cloth" x1="0" y1="0" x2="0" y2="1"><stop offset="0" class="cloth-far"/><stop offset="1" class="cloth-near"/></linearGradient></defs>${paints.definitions()}
<rect width="640" height="640" fill="url(#${id}-wall)"/><rect y="500" width="640" height="140" fill="url(#${id}-table)"/><rect y="500" width="640" height="2" fill="#ffd9a0" fill-opacity=".28"/>
${at(320, 524, drawn, 1.12)}</svg>`;
}
