import type { Subject, Wall } from '../drawings/scene.ts';

export type CategoryPath = '/lamps' | '/table' | '/larder';

export type Category = { path: CategoryPath; name: string; line: string; intro: string };

export const categories: readonly Category[] = [
  {
    path: '/lamps',
    name: 'Lamps',
    line: 'For reading, eating, waiting up',
    intro:
      'Four lamps, each made for one thing that people do in the evening. All of them give a warm, steady light, and all of them can be mended.',
  },
  {
    path: '/table',
    name: 'Table',
    line: 'What the light falls on',
    intro: 'A table needs little: something to pour from, and two flames that do not match.',
  },
  {
    path: '/larder',
    name: 'Larder',
    line: 'For guests, or for nobody',
    intro: 'A short shelf of things that keep, for the evenings when cooking is too much to ask.',
  },
];

export type Product = {
  slug: Subject;
  category: CategoryPath;
  name: string;
  kind: string;
  /** Euros, taxes included. */
  price: number;
  wall: Wall;
  line: string;
  story: readonly string[];
  facts: readonly (readonly [term: string, description: string])[];
};

export const products: readonly Product[] = [
  {
    slug: 'vesper',
    category: '/lamps',
    name: 'Vesper',
    kind: 'Reading lamp',
    price: 89,
    wall: 'clay',
    line: 'One page of light, and the rest of the room left alone.',
    story: [
      'Vesper throws a pool about the size of an open book. Whoever sleeps next to you will not mind it.',
      'The arm turns on a single brass joint that you tighten by hand, and stays where you leave it. The shade is spun from one sheet of steel and enamelled, so it never gets too hot to touch.',
    ],
    facts: [
      ['Height', '48 cm, arm 34 cm'],
      ['Light', '2700 K, 380 lm, bulb included'],
      ['Cord', '2.4 m, woven cotton'],
      ['Made in', 'Gdynia, Poland'],
    ],
  },
  {
    slug: 'fanal',
    category: '/lamps',
    name: 'Fanal',
    kind: 'Porch lantern',
    price: 64,
    wall: 'ink',
    line: 'Left on by the door for whoever is still out.',
    story: [
      'A lantern that charges on the windowsill and goes wherever the evening goes: to the porch, down to the water, up to the loft where the fuse has blown.',
      'Twenty hours on the low setting, and rain does it no harm. The handle is long enough for a gloved hand or for a branch.',
    ],
    facts: [
      ['Height', '29 cm with handle'],
      ['Light', '2200 K, 40 to 160 lm'],
      ['Battery', '20 h, can be replaced'],
      ['Weather', 'IP54: rain yes, swimming no'],
    ],
  },
  {
    slug: 'luna',
    category: '/lamps',
    name: 'Luna',
    kind: 'Paper pendant',
    price: 129,
    wall: 'plum',
    line: 'A moon for the middle of the room, always full.',
    story: [
      'Mulberry paper on bamboo ribs, folded flat in its box and opened in a minute. It weighs less than a letter home.',
      'Hang it low over a table and faces look kind; hang it high and the corners of the room come closer.',
    ],
    facts: [
      ['Diameter', '45 cm'],
      ['Light', '2700 K, 800 lm, bulb included'],
      ['Cord', '3 m, with ceiling rose'],
      ['Made in', 'Gifu, Japan'],
    ],
  },
  {
    slug: 'morel',
    category: '/lamps',
    name: 'Morel',
    kind: 'Table lamp',
    price: 148,
    wall: 'pine',
    line: 'Mouth-blown, a little crooked, lit to the foot.',
    story: [
      'Both halves of Morel are blown by hand in opal glass, so no two have quite the same hat. The light sits where they meet and fills the stem as well.',
      'It is the lamp to switch on first and off last. On a sideboard it does the work of three.',
    ],
    facts: [
      ['Height', '34 cm, hat 30 cm wide'],
      ['Light', '2700 K, 450 lm, bulb included'],
      ['Glass', 'Opal, mouth-blown in two parts'],
      ['Made in', 'Nový Bor, Czechia'],
    ],
  },
  {
    slug: 'compline',
    category: '/table',
    name: 'Compline',
    kind: 'Candlesticks, a pair',
    price: 42,
    wall: 'dusk',
    line: 'One tall, one short, on good terms.',
    story: [
      'Turned from solid brass that is not lacquered: it darkens where nobody touches it and shines where you do.',
      'They come with two beeswax candles that burn for nine hours each and smell of very little, except of August.',
    ],
    facts: [
      ['Height', '18 and 12 cm'],
      ['Candles', 'Ø 2.2 cm, two included'],
      ['Brass', 'Recycled, not lacquered'],
      ['Made in', 'Braga, Portugal'],
    ],
  },
  {
    slug: 'stillwater',
    category: '/table',
    name: 'Stillwater',
    kind: 'Stoneware jug',
    price: 36,
    wall: 'moss',
    line: 'For water at supper and branches the rest of the week.',
    story: [
      'Thrown on the wheel, then dipped by hand into an ash glaze, as far as it goes. Where the blue ends is decided by whoever held it that day.',
      'The spout does not drip. We tried it four hundred times and then stopped counting.',
    ],
    facts: [
      ['Holds', '1.2 litres'],
      ['Height', '21 cm'],
      ['Care', 'Dishwasher, if you must'],
      ['Made in', 'Leach Valley, England'],
    ],
  },
  {
    slug: 'fig',
    category: '/larder',
    name: 'Fig & black pepper',
    kind: 'Preserve',
    price: 9,
    wall: 'clay',
    line: 'Sweet first, then somebody opens a window.',
    story: [
      'Late figs, cooked slowly with lemon and far more pepper than seems wise. For hard cheese, cold chicken, or toast at eleven at night.',
      'Two hundred jars a season. When they are gone they are gone, and we are sorry too.',
    ],
    facts: [
      ['Net weight', '210 g'],
      ['In it', 'Figs 62 %, sugar, lemon, black pepper'],
      ['Keeps', 'A year closed, a month open'],
      ['Made in', 'Kalamata, Greece'],
    ],
  },
  {
    slug: 'ember',
    category: '/larder',
    name: 'Ember',
    kind: 'Smoked tea',
    price: 14,
    wall: 'ink',
    line: 'A wood fire, without having to carry the wood.',
    story: [
      'Black tea dried over pine, blended with a plainer leaf so that it stays tea and does not turn into a bonfire.',
      'Four minutes, no milk, a chair that faces the window.',
    ],
    facts: [
      ['Net weight', '100 g, about 40 cups'],
      ['Brew', '95 °C, 4 minutes'],
      ['Tin', 'Can be filled again; bags of 250 g on request'],
      ['Made in', 'Wuyi, China'],
    ],
  },
];

/** The address of a product within the shop. */
export function productPath({ category, slug }: Product): string {
  return `${category}/${slug}`;
}

/** Finds a product by its slug. Throws when there is none. */
export function getProduct(slug: string): Product {
  const product = products.find((one) => one.slug === slug);
  if (!product) throw new Error(`There is no product ${slug}.`);
  return product;
}
