import { html, type SafeHtml } from '../html.ts';
import { glow, type Paints, pool, shadow } from './paints.ts';

// Every thing stands with the middle of its foot at 0,0; up is negative.

/** A reading lamp with a joint, its shade bent over the book. */
export function readingLamp(paints: Paints): SafeHtml {
  const { fill } = paints;
  return html`${glow(paints, 96, -236, 250)}${pool(paints, 122, 176)}
<path class="glow" d="M58-246 6 6q116 30 232 0L152-262z" fill="${fill('cone')}"/>
${shadow(paints, -6, 96)}
<path d="M-64-4c0-9 28-15 64-15s64 6 64 15c0 8-128 8-128 0z" fill="${fill('iron')}"/>
<path d="M-64-4c0-9 28-15 64-15s64 6 64 15" fill="none" stroke="#ffd89a" stroke-opacity=".5" stroke-width="1.5"/>
<path d="M-9-17h18l-4-14h-10z" fill="${fill('brass')}"/>
<rect x="-4" y="-236" width="8" height="208" rx="3" fill="${fill('brass')}"/>
<g transform="rotate(-34 0 -236)">
<rect x="-62" y="-240" width="182" height="8" rx="4" fill="${fill('iron')}"/>
<rect x="-62" y="-240" width="182" height="2.5" rx="1" fill="#ffd89a" fill-opacity=".35"/>
<rect x="-84" y="-250" width="34" height="28" rx="9" fill="${fill('brass')}"/>
</g>
<circle cx="0" cy="-236" r="11" fill="${fill('brass')}"/><circle cx="0" cy="-236" r="4" fill="#4a2e0c"/>
<g transform="translate(98 -302) rotate(-8)">
<path d="M-60 62c6-46 22-66 44-72q16-12 32 0c22 6 38 26 44 72-30 13-90 13-120 0z" fill="${fill('enamel')}"/>
<path d="M-45 40C-38 12-28-2-14-8" fill="none" stroke="#c6efdf" stroke-opacity=".5" stroke-width="4" stroke-linecap="round"/>
<ellipse class="lit" cx="0" cy="63" rx="60" ry="11" fill="#fff3cf"/>
<ellipse class="lit" cx="0" cy="65" rx="44" ry="7" fill="#fffdf4"/>
<rect x="-9" y="-24" width="18" height="17" rx="5" fill="${fill('brass')}"/>
</g>`;
}

/** A lantern with a handle, for the porch and for the table. */
export function lantern(paints: Paints): SafeHtml {
  const { fill } = paints;
  return html`${glow(paints, 0, -92, 240)}${pool(paints, 0, 190)}${shadow(paints, 0, 92)}
<path d="M-46-168C-92-306 92-306 46-168" fill="none" stroke="${fill('iron')}" stroke-width="6"/>
<rect x="-17" y="-278" width="34" height="13" rx="6.5" fill="${fill('brass')}"/>
<rect x="-50" y="-156" width="100" height="134" rx="10" fill="#ffb85c" fill-opacity=".34" class="lit"/>
<path class="lit" d="M0-138c20 30 31 45 31 68a31 33 0 0 1-62 0c0-23 11-38 31-68z" fill="${fill('flame')}"/>
<path class="lit" d="M0-102c9 15 15 23 15 34a15 16 0 0 1-30 0c0-11 6-19 15-34z" fill="#fffdf4"/>
<rect x="-50" y="-156" width="100" height="134" rx="10" fill="${fill('glass')}"/>
<g fill="${fill('iron')}"><rect x="-52" y="-158" width="5" height="138" rx="2"/><rect x="47" y="-158" width="5" height="138" rx="2"/>
<rect x="-24" y="-158" width="3.5" height="138"/><rect x="20.5" y="-158" width="3.5" height="138"/></g>
<path d="M-62-156c4-22 20-30 36-34q26-26 52 0c16 4 32 12 36 34z" fill="${fill('enamel')}"/>
<path d="M-50-162c6-14 16-19 30-22" fill="none" stroke="#c6efdf" stroke-opacity=".5" stroke-width="3.5" stroke-linecap="round"/>
<path d="M-66-20h132l6 16q0 6-6 6h-132q-6 0-6-6z" fill="${fill('enamel')}"/>
<rect x="-66" y="-21" width="132" height="3" rx="1.5" fill="#ffe1a8" fill-opacity=".8"/>
<circle cx="0" cy="-9" r="5" fill="${fill('brass')}"/>`;
}

/** A paper moon; 0,0 is its middle, and the cord goes up from it. */
export function paperMoon(paints: Paints, radius = 120): SafeHtml {
  const { fill } = paints;
  const ribs = Array.from({ length: 11 }, (_, at) => {
    const y = radius * Math.sin(((at - 5) / 5.6) * (Math.PI / 2));
    const half = Math.sqrt(radius * radius - y * y);
    const bend = y * 0.16 + radius * 0.05;
    return html`<path d="M${(-half).toFixed(1)} ${y.toFixed(1)}Q0 ${(y + bend).toFixed(1)} ${half.toFixed(1)} ${y.toFixed(1)}"/>`;
  });
  return html`${glow(paints, 0, 0, radius * 2.7)}
<rect x="-1.5" y="${-radius - 640}" width="3" height="640" fill="#0d1413"/>
<rect x="-9" y="${-radius - 20}" width="18" height="24" rx="5" fill="${fill('brass')}"/>
<circle class="lit" r="${radius}" fill="${fill('opal')}"/>
<g fill="none" stroke="#c97b32" stroke-opacity=".34" stroke-width="1.5">${ribs}</g>
<ellipse cy="${-radius + 2}" rx="22" ry="5" fill="#7d4f19"/>`;
}

/** A glass mushroom that glows as a whole. */
export function mushroomLamp(paints: Paints): SafeHtml {
  const { fill } = paints;
  return html`${glow(paints, 0, -150, 280)}${pool(paints, 0, 210)}${shadow(paints, 0, 76)}
<path class="lit" d="M-46 0C-46-22-22-34-19-110h38C22-34 46-22 46 0c0 7-92 7-92 0z" fill="${fill('opalDim')}"/>
<path d="M-46 0c0 7 92 7 92 0" fill="none" stroke="#8a4c1c" stroke-opacity=".5" stroke-width="2"/>
<ellipse class="lit" cx="0" cy="-108" rx="106" ry="20" fill="#ffe0a3"/>
<path class="lit" d="M-110-110C-110-196-58-230 0-230s110 34 110 120c0 8-50 17-110 17s-110-9-110-17z" fill="${fill('opal')}"/>
<path d="M-82-136c6-36 26-56 54-66" fill="none" stroke="#ffffff" stroke-opacity=".75" stroke-width="7" stroke-linecap="round"/>
<rect x="-20" y="-96" width="40" height="8" rx="3" fill="${fill('brass')}"/>`;
}
