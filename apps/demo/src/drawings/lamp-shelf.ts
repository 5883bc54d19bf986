import { html, type SafeHtml } from '../html.ts';
import { lantern, mushroomLamp, readingLamp } from './lamps.ts';
import { usePaints } from './paints.ts';
import { at, roomPaints } from './scene.ts';

/** Three of the lamps side by side, 880 by 480. */
export function lampShelf(id: string): SafeHtml {
  const paints = usePaints(id);
  const lamps = html`${at(470, 384, mushroomLamp(paints), 0.92)}${at(170, 386, readingLamp(paints), 0.94)}${at(708, 392, lantern(paints), 0.98)}`;
  return html`<svg class="scene wall-ink" viewBox="0 0 880 480" preserveAspectRatio="xMidYMid slice" aria-hidden="true">
<defs>${roomPaints(id)}</defs>${paints.definitions()}
<rect width="880" height="480" fill="url(#${id}-wall)"/><rect y="374" width="880" height="120" fill="url(#${id}-table)"/><rect y="374" width="880" height="2" fill="#ffd9a0" fill-opacity=".28"/>
${lamps}</svg>`;
}
