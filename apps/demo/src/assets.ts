import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

export type DemoAsset = { contentType: string; cacheControl: string; body: string };

const contentTypes = {
  css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  svg: 'image/svg+xml; charset=utf-8',
};

const names = [
  'shared.css',
  'rooms.css',
  'shop.css',
  'cards.css',
  'shop-home.css',
  'shop-pages.css',
  'atelier.css',
  'blog.css',
  'engraving.css',
  'shop.svg',
  'blog.svg',
  'consent.js',
  'page-facts.js',
  'cart-store.js',
  'cart-page.js',
  'atelier.js',
] as const;

/** Names of the files in `browser/`. */
export type AssetName = (typeof names)[number];

const addresses = new Map<AssetName, string>();

/** Files of the demo sites by address; the address changes with the content, so that browsers may keep them for good. */
export const demoAssets: Record<string, DemoAsset> = Object.fromEntries(
  names.map((name) => {
    const body = readFileSync(new URL(`./browser/${name}`, import.meta.url), 'utf8');
    const [stem, kind] = name.split('.') as [string, keyof typeof contentTypes];
    const address = `/assets/${stem}-${createHash('sha256').update(body).digest('hex').slice(0, 10)}.${kind}`;
    addresses.set(name, address);
    return [
      address,
      { contentType: contentTypes[kind], cacheControl: 'public, max-age=31536000, immutable', body },
    ] as const;
  }),
);

/** The address of a file in `browser/`. */
export function assetAddress(name: AssetName): string {
  return addresses.get(name) as string;
}
