import { html, type SafeHtml } from '../html.ts';
import { lantern, mushroomLamp, paperMoon } from './lamps.ts';
import { usePaints } from './paints.ts';
import { at, roomPaints } from './scene.ts';
import { candlesticks, figJar, jug } from './things.ts';

/** The long table by the window with which the shop opens, 1600 by 800; what matters stands at its right end. */
export function eveningRoom(id: string): SafeHtml {
  const paints = usePaints(id);
  const things = html`<g class="pendant">${at(1330, 184, paperMoon(paints, 84))}</g>
${at(1010, 676, candlesticks(paints), 0.9)}${at(1466, 676, jug(paints), 0.82)}${at(1240, 690, mushroomLamp(paints), 1.22)}${at(1060, 704, figJar(paints), 0.62)}<g class="hero-lantern">${at(800, 690, lantern(paints), 0.86)}</g>`;
  return html`<svg class="scene wall-dusk" viewBox="0 0 1600 800" preserveAspectRatio="xMaxYMax slice" aria-hidden="true">
<defs>${roomPaints(id)}<linearGradient id="${id}-sky" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="#10203f"/><stop offset=".55" stop-color="#3b4a7a"/><stop offset=".82" stop-color="#c9786a"/><stop offset="1" stop-color="#f0b070"/></linearGradient><clipPath id="${id}-pane"><rect x="690" y="110" width="330" height="430" rx="165"/></clipPath></defs>${paints.definitions()}
<rect width="1600" height="800" fill="url(#${id}-wall)"/>
<g class="window"><rect x="678" y="98" width="354" height="454" rx="177" fill="#0b1a1a" fill-opacity=".5"/>
<g clip-path="url(#${id}-pane)"><rect x="690" y="110" width="330" height="430" fill="url(#${id}-sky)"/>
<circle cx="930" cy="210" r="34" fill="#fff4d6"/><circle cx="916" cy="200" r="32" fill="#1f2f57"/>
<g fill="#fff4d6"><circle cx="770" cy="190" r="2"/><circle cx="820" cy="250" r="1.5"/><circle cx="860" cy="170" r="1.8"/><circle cx="760" cy="290" r="1.5"/><circle cx="968" cy="290" r="1.6"/><circle cx="890" cy="300" r="1.3"/></g>
<path d="M680 470q80-70 160-30t190-40v150H680z" fill="#2a2b4e"/><path d="M680 510q110-60 200-16t150-24v80H680z" fill="#171b38"/>
<path d="M742 506v-34l18-16 18 16v34z" fill="#0e1128"/><rect x="754" y="478" width="11" height="12" fill="#ffcf7d"/></g>
<path d="M855 98v454M678 330h354" stroke="#0b1a1a" stroke-opacity=".55" stroke-width="9"/><rect x="660" y="548" width="390" height="16" rx="4" fill="#0b1a1a" fill-opacity=".6"/></g>
<rect y="664" width="1600" height="136" fill="url(#${id}-table)"/><rect y="664" width="1600" height="3" fill="#ffd9a0" fill-opacity=".32"/>
${things}</svg>`;
}
