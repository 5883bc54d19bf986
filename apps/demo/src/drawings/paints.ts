import { html, type SafeHtml } from '../html.ts';

type Stop = readonly [offset: number, color: string, opacity?: number];

const stops = (list: readonly Stop[]) =>
  list.map(
    ([offset, color, opacity = 1]) => html`<stop offset="${offset}" stop-color="${color}" stop-opacity="${opacity}"/>`,
  );

function linear(id: string, list: readonly Stop[], isDown = false): SafeHtml {
  return html`<linearGradient id="${id}" x1="0" y1="0" x2="${isDown ? 0 : 1}" y2="${isDown ? 1 : 0}">${stops(list)}</linearGradient>`;
}

function radial(id: string, list: readonly Stop[], [cx, cy, r] = [0.5, 0.5, 0.5]): SafeHtml {
  return html`<radialGradient id="${id}" cx="${cx ?? 0.5}" cy="${cy ?? 0.5}" r="${r ?? 0.5}">${stops(list)}</radialGradient>`;
}

/** Gradients by name; a drawing takes those that it paints with. */
const paints = {
  glow: (id: string) =>
    radial(id, [
      [0, '#ffe2a6', 0.95],
      [0.18, '#ffcb78', 0.62],
      [0.5, '#ff9f45', 0.22],
      [1, '#ff8a2b', 0],
    ]),
  pool: (id: string) =>
    radial(id, [
      [0, '#ffdf9f', 0.85],
      [0.5, '#ffb45a', 0.35],
      [1, '#ff9a3d', 0],
    ]),
  cone: (id: string) =>
    linear(
      id,
      [
        [0, '#ffe9b8', 0.78],
        [0.55, '#ffc873', 0.24],
        [1, '#ffb454', 0.03],
      ],
      true,
    ),
  shade: (id: string) =>
    radial(id, [
      [0, '#000000', 0.55],
      [1, '#000000', 0],
    ]),
  brass: (id: string) =>
    linear(id, [
      [0, '#7d4f19'],
      [0.28, '#f0cf86'],
      [0.55, '#b9822f'],
      [1, '#6b4213'],
    ]),
  iron: (id: string) =>
    linear(id, [
      [0, '#0f1615'],
      [0.3, '#51605d'],
      [0.6, '#232d2b'],
      [1, '#0b1110'],
    ]),
  enamel: (id: string) =>
    linear(id, [
      [0, '#123b33'],
      [0.3, '#4c8a79'],
      [0.65, '#1c5448'],
      [1, '#0c2c26'],
    ]),
  opal: (id: string) =>
    radial(
      id,
      [
        [0, '#fffdf4'],
        [0.42, '#fff0c9'],
        [0.78, '#ffcf86'],
        [1, '#ee9f4f'],
      ],
      [0.5, 0.58, 0.62],
    ),
  opalDim: (id: string) =>
    linear(id, [
      [0, '#d98b45'],
      [0.4, '#ffdda0'],
      [0.65, '#f6bb6d'],
      [1, '#b8692c'],
    ]),
  glass: (id: string) =>
    linear(id, [
      [0, '#ffffff', 0.34],
      [0.2, '#ffffff', 0.05],
      [0.75, '#ffffff', 0.03],
      [1, '#ffffff', 0.24],
    ]),
  wax: (id: string) =>
    linear(id, [
      [0, '#c28a3e'],
      [0.35, '#f9e2a8'],
      [0.7, '#e2b25f'],
      [1, '#a56d28'],
    ]),
  flame: (id: string) =>
    linear(
      id,
      [
        [0, '#ffb648'],
        [0.45, '#ffe9a8'],
        [0.85, '#fffdf2'],
        [1, '#7fb0ff', 0.7],
      ],
      true,
    ),
  stone: (id: string) =>
    linear(id, [
      [0, '#8f8575'],
      [0.28, '#f0e8d8'],
      [0.62, '#cbbfa9'],
      [1, '#766c5d'],
    ]),
  glaze: (id: string) =>
    linear(id, [
      [0, '#1f3f55'],
      [0.28, '#7da6b8'],
      [0.6, '#3a6a83'],
      [1, '#15303f'],
    ]),
  fig: (id: string) =>
    linear(id, [
      [0, '#2a0c1c'],
      [0.3, '#7c2f4d'],
      [0.6, '#4f1732'],
      [1, '#220916'],
    ]),
  linen: (id: string) =>
    linear(id, [
      [0, '#a89877'],
      [0.3, '#f5ead0'],
      [0.65, '#dac9a3'],
      [1, '#8f7f5f'],
    ]),
  oak: (id: string) =>
    linear(id, [
      [0, '#5d3413'],
      [0.3, '#d9a262'],
      [0.62, '#a8703a'],
      [1, '#4a290e'],
    ]),
  clay: (id: string) =>
    linear(id, [
      [0, '#6e2f1c'],
      [0.3, '#e39a76'],
      [0.62, '#b5613f'],
      [1, '#592414'],
    ]),
  tin: (id: string) =>
    linear(id, [
      [0, '#5e1d12'],
      [0.28, '#d9694b'],
      [0.6, '#a53a24'],
      [1, '#4c150c'],
    ]),
  paper: (id: string) =>
    linear(id, [
      [0, '#d8c8a4'],
      [0.35, '#fbf3de'],
      [1, '#cdbb94'],
    ]),
} satisfies Record<string, (id: string) => SafeHtml>;

export type Paint = keyof typeof paints;

/** Names paints within one drawing; `id` keeps the drawings of a page apart. */
export function usePaints(id: string) {
  const used = new Set<Paint>();
  return {
    /** The value of `fill` for a paint. */
    fill(name: Paint): string {
      used.add(name);
      return `url(#${id}-${name})`;
    },
    /** Definitions of the paints used so far; ask for it after the drawing. */
    definitions(): SafeHtml {
      return html`<defs>${[...used].map((name) => paints[name](`${id}-${name}`))}</defs>`;
    },
  };
}

export type Paints = ReturnType<typeof usePaints>;

/** Light around a lamp; the style sheet lets it breathe and swell. */
export function glow({ fill }: Paints, x: number, y: number, radius: number): SafeHtml {
  return html`<circle class="glow" cx="${x}" cy="${y}" r="${radius}" fill="${fill('glow')}"/>`;
}

/** Light that lies on the table. */
export function pool({ fill }: Paints, x: number, radius: number): SafeHtml {
  return html`<ellipse class="glow" cx="${x}" cy="4" rx="${radius}" ry="${radius * 0.17}" fill="${fill('pool')}"/>`;
}

/** The dark under a thing that stands on the table. */
export function shadow({ fill }: Paints, x: number, radius: number): SafeHtml {
  return html`<ellipse cx="${x}" cy="3" rx="${radius}" ry="${radius * 0.15}" fill="${fill('shade')}"/>`;
}
