import { scenario } from '../scenario.ts';
import type { HeldCookie } from '../test-browser.ts';
import type { Walk } from '../walk.ts';

const firstVisit = (walk: Walk) => walk.visit();

/** Where the visitor's id lies: on the service for all sites or split by site, on the customer's own domain. */
function tellHeld(walk: Walk, cookies: readonly HeldCookie[]): string {
  const told = [
    ['service', (one: HeldCookie) => /^__Host-pl_visitor(_p)?-/.test(one.name) && !one.isPartitioned],
    ['split', (one: HeldCookie) => /^__Host-pl_visitor(_p)?-/.test(one.name) && one.isPartitioned === true],
    ['own', (one: HeldCookie) => one.name.startsWith('pl_vid-')],
  ] as const;
  const parts = told.flatMap(([name, isIt]) => {
    const lives = new Set(cookies.filter(isIt).map(({ maxAgeS }) => (maxAgeS === null ? 'session' : 'lasting')));
    return [...lives].sort().map((life) => `${name} ${life}`);
  });
  const isFirstParty = walk.mode === 'first-party' || walk.mode === 'first-party-session';
  const hasCredentials = walk
    .requests(/./)
    .some(({ sentCookies, setCookies }) => sentCookies.length > 0 || setCookies.length > 0);
  if (isFirstParty && hasCredentials) parts.push('credentials sent');
  return parts.join(', ') || 'nothing';
}

export const navigation = [
  scenario({
    id: 'holds',
    before: firstVisit,
    async after(walk) {
      return tellHeld(walk, await walk.cookies());
    },
  }),
  scenario({
    id: 'requests',
    before: firstVisit,
    async after(walk) {
      const asked = walk.requests(/^(views|class|forget)$/);
      const bytes = asked.reduce((sum, { requestBytes, answerBytes }) => sum + requestBytes + answerBytes, 0);
      walk.figures = { requests: asked.length, bytes };
      await walk.visit();
      const more = walk.requests(/^(views|class|forget)$/).length - asked.length;
      return `${asked.length}, then ${more}`;
    },
  }),
  scenario({
    id: 'reload',
    async before(walk) {
      const path = walk.addPage();
      await (await walk.page()).goto(walk.network.origin('shop') + path);
      return { path, first: await walk.recorded(path) };
    },
    async after(walk, { path, first }) {
      return walk.compare(first, await walk.reload(path));
    },
  }),
  scenario({
    id: 'link',
    async after(walk) {
      const { before, after } = await walk.follow('shop', 'shop');
      return walk.compare(before, after);
    },
  }),
  scenario({
    id: 'new-tab',
    before: firstVisit,
    async after(walk, first) {
      walk.takeTo(await walk.browser.newTab());
      return walk.compare(first, await walk.visit());
    },
  }),
  scenario({
    id: 'second-window',
    before: firstVisit,
    async after(walk, first) {
      walk.takeTo(await walk.browser.newWindow());
      return walk.compare(first, await walk.visit());
    },
  }),
  scenario({
    id: 'subdomain',
    before: firstVisit,
    async after(walk, first) {
      const onSub = await walk.compare(first, await walk.visit('sub'));
      const back = await walk.compare(first, await walk.visit('www'));
      return onSub === back ? onSub : `${onSub} on sub, ${back} on www`;
    },
  }),
  scenario({
    id: 'other-domain',
    before: firstVisit,
    async after(walk, first) {
      return walk.compare(first, await walk.visit('blog'));
    },
  }),
  scenario({
    id: 'hand-off',
    before: firstVisit,
    async after(walk) {
      const { before, after } = await walk.follow('shop', 'blog');
      const address = await (await walk.page()).evaluate<string>('location.search');
      await walk.acceptOffer();
      const outcome = await walk.compare(before, after);
      return address === '' ? outcome : `${outcome}, address kept ${address}`;
    },
  }),
];
