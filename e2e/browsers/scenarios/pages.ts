import { scenario } from '../scenario.ts';
import type { Walk } from '../walk.ts';

const firstVisit = (walk: Walk) => walk.visit();

async function withMessenger(walk: Walk, outcome: string): Promise<string> {
  try {
    const frame = await walk.openMessenger();
    const isThere = await frame.evaluate<boolean>(
      `new Promise((resolve) => { let turns = 0; const look = () => document.querySelector('textarea') ? resolve(true) : ++turns > 100 ? resolve(false) : setTimeout(look, 50); look(); })`,
    );
    return isThere ? `${outcome}, messenger` : `${outcome}, messenger empty`;
  } catch (error) {
    return `${outcome}, no messenger: ${(error as Error).message.split('\n')[0]}`;
  }
}

export const pages = [
  scenario({
    id: 'plain-http',
    async after(walk) {
      const first = await walk.visit('shop', { scheme: 'http' });
      return walk.compare(first, await walk.visit('shop', { scheme: 'http' }));
    },
  }),
  scenario({
    id: 'service-down',
    before: firstVisit,
    async after(walk, first) {
      try {
        const page = await walk.page();
        for (const state of ['down', 'error', 'html'] as const) {
          walk.network.serviceState = state;
          await page.goto(walk.network.origin('shop') + walk.addPage());
          await walk.noteErrors();
          const title = await page.evaluate<string>('document.querySelector("h1").textContent');
          if (!title.startsWith('/page/')) return `page broken while the service is ${state}`;
        }
      } finally {
        walk.network.serviceState = 'up';
      }
      return walk.compare(first, await walk.visit());
    },
  }),
  scenario({
    id: 'service-clicked',
    isAlone: true,
    before: firstVisit,
    async after(walk, first) {
      const page = await walk.page();
      const seenBefore = walk.requests(/./).length;
      await page.goto(`${walk.network.origin(walk.product.service)}/probe/page`);
      await page.click('button');
      const outcome = await walk.compare(first, await walk.goOn());
      const access = (from: number, to?: number) =>
        walk
          .requests(/./)
          .slice(from, to)
          .some(({ storageAccess }) => storageAccess === 'active');
      // Firefox: the visitor's click there lets the service's common jar appear here, and hides the one of this site.
      const isGranted = access(seenBefore) && !access(0, seenBefore);
      return isGranted ? `${outcome}, storage granted` : outcome;
    },
  }),
  scenario({
    id: 'coep',
    before: firstVisit,
    async after(walk, first) {
      const headers = { 'cross-origin-embedder-policy': 'require-corp', 'cross-origin-opener-policy': 'same-origin' };
      return withMessenger(walk, await walk.compare(first, await walk.visit('shop', { headers })));
    },
  }),
  scenario({
    id: 'trusted-types',
    before: firstVisit,
    async after(walk, first) {
      const service = walk.network.origin(walk.product.service);
      const nonce = 'n0nce';
      const policy = [
        "default-src 'none'",
        `script-src 'nonce-${nonce}' ${service}`,
        `style-src ${service}`,
        `connect-src ${service} ${service.replace('https', 'wss')}`,
        `frame-src ${service}`,
        'img-src data:',
        "require-trusted-types-for 'script'",
        "trusted-types 'none'",
      ];
      const headers = { 'content-security-policy': policy.join('; ') };
      return withMessenger(walk, await walk.compare(first, await walk.visit('shop', { headers, nonce })));
    },
  }),
  scenario({
    id: 'no-referrer',
    before: firstVisit,
    async after(walk, first) {
      const headers = { 'referrer-policy': 'no-referrer' };
      const here = await walk.compare(first, await walk.visit('shop', { headers }));
      const left = await walk.compare(first, await walk.visit('shop'));
      const origins = new Set(
        walk.network.seen.filter(({ path }) => path.startsWith(`/t/${walk.site.id}/`)).map(({ origin }) => origin),
      );
      return here !== left || origins.has('null') || origins.has(null) ? `${here}, ${left}, origin lost` : here;
    },
  }),
  scenario({
    id: 'chat',
    before: firstVisit,
    async after(walk, first) {
      if (!first) return 'not recorded';
      const frame = await walk.openMessenger();
      await frame.type('textarea', 'Is the blue one in stock?');
      await frame.click('button[type=submit]');
      return (await walk.product.hasMessage(walk.site.id, 'Is the blue one in stock?')) ? 'sent' : 'lost';
    },
  }),
];
