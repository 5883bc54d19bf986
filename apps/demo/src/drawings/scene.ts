import { html, type SafeHtml } from '../html.ts';
import { lantern, mushroomLamp, paperMoon, readingLamp } from './lamps.ts';
import { glow, type Paints, usePaints } from './paints.ts';
import { candlesticks, figJar, jug, teaTin } from './things.ts';

/** The walls that the shop's rooms are painted in; the style sheet has a lighter and a darker coat of each. */
export type Wall = 'pine' | 'plum' | 'ink' | 'clay' | 'moss' | 'dusk';

export type Subject = 'vesper' | 'fanal' | 'luna' | 'morel' | 'compline' | 'stillwater' | 'fig' | 'ember';

const tableTop = 388;

const subjects: Record<Subject, (paints: Paints) => SafeHtml> = {
  vesper: (paints) => at(150, tableTop, readingLamp(paints)),
  fanal: (paints) => at(200, tableTop, lantern(paints)),
  luna: (paints) => at(200, 196, paperMoon(paints, 112)),
  morel: (paints) => at(200, tableTop, mushroomLamp(paints)),
  compline: (paints) => at(200, tableTop, candlesticks(paints)),
  stillwater: (paints) => at(206, tableTop, jug(paints), 0.86),
  fig: (paints) => html`${glow(paints, 10, 240, 260)}${at(176, tableTop, figJar(paints), 1.08)}`,
  ember: (paints) => html`${glow(paints, 330, 260, 250)}${at(176, tableTop, teaTin(paints), 1.04)}`,
};

/** A product in its room, 400 by 480. With a `title` it is an image with a name, without one it only decorates. */
export function productScene({
  subject,
  wall,
  id,
  title,
}: {
  subject: Subject;
  wall: Wall;
  id: string;
  title?: string;
}): SafeHtml {
  const paints = usePaints(id);
  const drawn = subjects[subject](paints);
  const name = title === undefined ? html`aria-hidden="true"` : html`role="img" aria-label="${title}"`;
  return html`<svg class="scene wall-${wall}" viewBox="0 0 400 480" preserveAspectRatio="xMidYMid slice" ${name}>
<defs>${roomPaints(id)}</defs>${paints.definitions()}
<rect width="400" height="480" fill="url(#${id}-wall)"/><rect y="${tableTop - 14}" width="400" height="120" fill="url(#${id}-table)"/><rect y="${tableTop - 14}" width="400" height="2" fill="#ffd9a0" fill-opacity=".28"/>
${drawn}</svg>`;
}

/** The wall and the table of a room; their colours come from the style sheet. */
export function roomPaints(id: string): SafeHtml {
  return html`<linearGradient id="${id}-wall" x1="0" y1="0" x2=".25" y2="1"><stop offset="0" class="wall-far"/><stop offset="1" class="wall-near"/></linearGradient><linearGradient id="${id}-table" x1="0" y1="0" x2="0" y2="1"><stop offset="0" class="table-far"/><stop offset="1" class="table-near"/></linearGradient>`;
}

/** Puts a drawing somewhere. */
export function at(x: number, y: number, drawing: SafeHtml, scale = 1): SafeHtml {
  return html`<g transform="translate(${x} ${y}) scale(${scale})">${drawing}</g>`;
}
