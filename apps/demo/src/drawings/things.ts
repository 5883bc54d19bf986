import { html, type SafeHtml } from '../html.ts';
import { glow, type Paints, pool, shadow } from './paints.ts';

/** Two turned candlesticks, one tall and one short, with their candles lit. */
export function candlesticks(paints: Paints): SafeHtml {
  return html`${pool(paints, 0, 170)}${candlestick(paints, -50, 1.2)}${candlestick(paints, 48, 0.78)}`;
}

function candlestick(paints: Paints, x: number, tall: number): SafeHtml {
  const { fill } = paints;
  const top = -122 * tall;
  return html`${glow(paints, x, top - 118, 150)}${shadow(paints, x, 58)}
<g transform="translate(${x} 0)">
<path d="M-40 0c0-10 26-9 30-20C-4-40-14-48-7 ${(top * 0.55).toFixed(0)} -2 ${(top * 0.7).toFixed(0)}-10 ${(top * 0.75).toFixed(0)}-6 ${top + 16}L-20 ${top + 8}v-8h40v8l-14 8c4 ${(-top * 0.1).toFixed(0)}-4 ${(-top * 0.14).toFixed(0)} 1 ${(-top * 0.32).toFixed(0)} 7 ${(-top * 0.2).toFixed(0)}-3 30 3 51C14-9 40-10 40 0c0 6-80 6-80 0z" fill="${fill('brass')}"/>
<rect x="-9" y="${top - 92}" width="18" height="94" rx="3" fill="${fill('wax')}"/>
<path d="M9 ${top - 88}q5 12 2 30-4 8-6-2z" fill="#f3d797"/>
<ellipse class="lit" cx="0" cy="${top - 91}" rx="9" ry="3" fill="#fff1c4"/>
<path class="lit flame" d="M0 ${top - 142}c9 19 13 26 13 36a13 15 0 0 1-26 0c0-10 4-17 13-36z" fill="${fill('flame')}"/>
</g>`;
}

/** A stoneware jug, half dipped into blue glaze, with a branch in it. */
export function jug(paints: Paints): SafeHtml {
  const { fill } = paints;
  const leaves: readonly [number, number, number, string][] = [
    [-58, -296, -50, '#5d8a66'],
    [-22, -330, -14, '#7ba377'],
    [-82, -342, -62, '#6f9a70'],
    [-40, -382, -24, '#8bb183'],
    [-92, -392, -40, '#5d8a66'],
    [58, -270, 44, '#6f9a70'],
    [44, -318, 16, '#8bb183'],
    [92, -312, 58, '#5d8a66'],
    [82, -356, 30, '#7ba377'],
  ];
  return html`${shadow(paints, 0, 104)}
<g fill="none" stroke="#4a6a4c" stroke-width="4" stroke-linecap="round"><path d="M-6-190C-16-270-44-330-92-410"/><path d="M8-190c8-60 34-110 84-176"/></g>
${leaves.map(([x, y, turn, color]) => html`<path d="M0 0c-16-18-16-38 0-56 16 18 16 38 0 56z" fill="${color}" transform="translate(${x} ${y}) rotate(${turn})"/>`)}
<path d="M-66-66c-58-6-58-92 8-96" fill="none" stroke="${fill('glaze')}" stroke-width="15" stroke-linecap="round"/>
<path d="M-54 0C-92-44-84-118-42-152l-4-36q-2-12 14-12h62q14 0 36-14-6 22-22 36l-2 26c42 34 50 108 12 152-6 6-102 6-108 0z" fill="${fill('stone')}"/>
<path d="M-76-86c8-34 20-54 34-66l-4-36q-2-12 14-12h62q14 0 36-14-6 22-22 36l-2 26c16 13 27 32 32 54-26 22-48-2-74 14-26 14-50-16-76-2z" fill="${fill('glaze')}"/>
<path d="M-42-128c-12 14-20 32-22 52" fill="none" stroke="#e4f4fa" stroke-opacity=".55" stroke-width="6" stroke-linecap="round"/>`;
}

/** A jar of fig preserve under a linen hood, and half a fig before it. */
export function figJar(paints: Paints): SafeHtml {
  const { fill } = paints;
  const seeds = Array.from({ length: 16 }, (_, at) => {
    const angle = (at / 16) * Math.PI * 2;
    const reach = at % 2 === 0 ? 13 : 19;
    return html`<circle cx="${(102 + Math.cos(angle) * reach).toFixed(1)}" cy="${(-30 + Math.sin(angle) * reach).toFixed(1)}" r="2" fill="#fbe3b2"/>`;
  });
  return html`${shadow(paints, 0, 100)}${shadow(paints, 102, 52)}
<path d="M-70-150q0-14 14-14h112q14 0 14 14v134q0 16-16 16h-108q-16 0-16-16z" fill="${fill('fig')}"/>
<path d="M-58-146v126" stroke="#ffffff" stroke-opacity=".32" stroke-width="7" stroke-linecap="round"/>
<rect x="-50" y="-122" width="100" height="82" rx="4" fill="${fill('paper')}"/>
<g fill="#4f1732"><path d="M-36-106h72v1.5h-72zM-36-58h72v1.5h-72z"/><text x="0" y="-74" text-anchor="middle" class="label-text" font-size="30">FIG</text></g>
<path d="M-78-164q-8 22-6 34 14-9 22 0 12-10 22 1 10-11 22-1 9-10 20 0 9-11 21-1 9-9 20 1 10-10 22-1-2-12-7-33z" fill="${fill('linen')}"/>
<path d="M-76-164c-4-30 8-40 22-42h108c14 2 26 12 22 42z" fill="${fill('linen')}"/>
<rect x="-77" y="-169" width="154" height="7" rx="3.5" fill="#a24a33"/><path d="M34-166q18 16 12 34M38-166q26 8 30 24" fill="none" stroke="#a24a33" stroke-width="3" stroke-linecap="round"/>
<path d="M102-92c5 16 12 22 24 32 20 18 16 62-24 62s-44-44-24-62c12-10 19-16 24-32z" fill="${fill('fig')}"/>
<circle cx="102" cy="-30" r="28" fill="#f0c8a0"/><circle cx="102" cy="-30" r="24" fill="#c2455a"/>${seeds}<circle cx="102" cy="-30" r="6" fill="#8e2440"/>`;
}

/** A tin of smoked tea and a cup that steams. */
export function teaTin(paints: Paints): SafeHtml {
  const { fill } = paints;
  return html`${shadow(paints, -22, 96)}${shadow(paints, 104, 66)}
<g transform="translate(-24 0)">
<path d="M-66-176h132v168q0 8-66 8t-66-8z" fill="${fill('tin')}"/>
<path d="M-70-208q0-8 70-8t70 8v32q0 8-70 8t-70-8z" fill="${fill('tin')}"/><path d="M-70-176q0 8 70 8t70-8" fill="none" stroke="#3a0e07" stroke-opacity=".7" stroke-width="3"/>
<circle cx="0" cy="-92" r="46" fill="${fill('paper')}"/><circle cx="0" cy="-92" r="40" fill="none" stroke="#a53a24" stroke-width="1.5"/>
<path d="M0-124c17 22 24 32 24 46a24 24 0 0 1-48 0c0-14 7-24 24-46z" fill="#a53a24"/><path d="M0-96c8 11 11 16 11 22a11 11 0 0 1-22 0c0-6 3-11 11-22z" fill="#fbf3de"/>
</g>
<g fill="none" stroke="#fff4dc" stroke-opacity=".5" stroke-width="5" stroke-linecap="round" class="steam"><path d="M92-78q-12-18 0-34t0-34"/><path d="M116-82q-10-16 0-30t0-30"/></g>
<path d="M150-50c30-4 30 36-4 34" fill="none" stroke="${fill('stone')}" stroke-width="8"/>
<path d="M56-64h96c2 40-14 64-32 66H88C70 0 54-24 56-64z" fill="${fill('stone')}"/><ellipse cx="104" cy="-64" rx="48" ry="9" fill="#d8cbb2"/><ellipse cx="104" cy="-63" rx="41" ry="6.5" fill="#6b2c12"/>`;
}
