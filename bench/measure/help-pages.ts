import { get } from 'node:http';
import lighthouse from 'lighthouse';
import { launchChromium } from '../../scripts/testing/chromium.ts';
import { type Figure, median } from '../figures.ts';
import type { Workbench } from '../workbench.ts';
import { startDemo } from './start.ts';

const runs = 5;
const pages = {
  home: '/en',
  article: '/en/articles/choose-a-cookie-mode',
  search: '/en/search?q=cookie',
} as const;
const categories = ['performance', 'accessibility', 'best-practices', 'seo'] as const;
const keys = {
  performance: 'performance',
  accessibility: 'accessibility',
  'best-practices': 'bestPractices',
  seo: 'seo',
};

/** The demo's help center as a phone gets it: bytes as they are served, and Lighthouse's scores, medians of five. */
export async function measureHelpPages(bench: Workbench): Promise<Figure[]> {
  bench.say('Lighthouse on the help center');
  const { helpCenterUrl: helpUrl } = await startDemo(bench, await bench.makeFolder());
  const sizes = await measureBytes(helpUrl);
  const browser = await launchChromium(await bench.makeFolder());
  bench.own({ stop: () => browser.close() });
  const port = Number(new URL(browser.wsEndpoint()).port);
  const figures: Figure[] = [];
  for (const [name, path] of Object.entries(pages)) {
    const scores = [];
    for (let run = 0; run < (bench.isQuick ? 1 : runs); run++)
      scores.push(await measurePage(new URL(path, helpUrl).href, port));
    for (const category of categories)
      figures.push({
        key: `helpCenter.lighthouse.${name}.${keys[category]}`,
        label: `Help center, Lighthouse, ${name}: ${category}`,
        value: median(scores.map((one) => one[category])),
        unit: 'points',
        target: { atLeast: category === 'performance' ? 95 : 100 },
      });
  }
  return [
    {
      key: 'helpCenter.articleBytes',
      label: 'Help center: largest article page of the manual, uncompressed',
      value: sizes.article,
      unit: 'bytes',
      target: { atMost: 30_000 },
    },
    {
      key: 'helpCenter.scriptBytes',
      label: 'Help center: its own scripts in a page, uncompressed',
      value: sizes.script,
      unit: 'bytes',
      target: { atMost: 3_000 },
    },
    {
      key: 'helpCenter.tagBytes',
      label: 'Help center: the site’s tag, where it runs there, uncompressed',
      value: sizes.tag,
      unit: 'bytes',
    },
    ...figures,
  ];
}

/** The most that any page of an article weighs without its pictures, that it runs of its own, and the site's tag. */
async function measureBytes(helpUrl: string): Promise<{ article: number; script: number; tag: number }> {
  const sitemap = await read(new URL('/sitemap.xml', helpUrl).href);
  const addresses = [...sitemap.matchAll(/<loc>([^<]+\/articles\/[^<]+)<\/loc>/g)].flatMap(
    ([, address]) => address ?? [],
  );
  if (addresses.length === 0) throw new Error('The demo has no articles.');
  const sizes = { article: 0, script: 0, tag: 0 };
  for (const address of addresses) {
    const page = await read(address);
    sizes.article = Math.max(sizes.article, Buffer.byteLength(page));
    const scripts = [...page.matchAll(/<script [^>]*src="([^"]+)"/g)].map(
      ([, path]) => new URL(path ?? '', address).href,
    );
    const isOwn = (script: string) => new URL(script).origin === new URL(helpUrl).origin;
    for (const kind of ['script', 'tag'] as const) {
      const bodies = await Promise.all(scripts.filter((one) => isOwn(one) === (kind === 'script')).map(read));
      const bytes = bodies.reduce((sum, body) => sum + Buffer.byteLength(body), 0);
      sizes[kind] = Math.max(sizes[kind], bytes);
    }
  }
  return sizes;
}

/** Reads from a `*.localhost` host, whose name the system's resolver may not know. */
function read(address: string): Promise<string> {
  const { host, port, pathname, search } = new URL(address);
  return new Promise((resolve, reject) => {
    get({ host: '127.0.0.1', port, path: `${pathname}${search}`, headers: { host } }, (answer) => {
      let body = '';
      answer.setEncoding('utf8').on('data', (chunk: string) => {
        body += chunk;
      });
      answer.once('end', () =>
        answer.statusCode === 200 ? resolve(body) : reject(new Error(`${address} answered ${answer.statusCode}`)),
      );
    }).once('error', reject);
  });
}

/** Lighthouse as it is by default: a phone, and a network and processor as slow as one's. */
async function measurePage(url: string, port: number): Promise<Record<(typeof categories)[number], number>> {
  const result = await lighthouse(url, { port, logLevel: 'error', onlyCategories: [...categories] });
  if (!result || result.lhr.runtimeError)
    throw new Error(`Lighthouse: ${result?.lhr.runtimeError?.message ?? 'no result'}`);
  const { categories: found, audits } = result.lhr;
  const score = (category: (typeof categories)[number]) => {
    const { score, auditRefs } = found[category] ?? { score: 0, auditRefs: [] };
    if ((score ?? 0) < 0.95)
      for (const { id, weight } of auditRefs) {
        const audit = audits[id];
        if (weight > 0 && audit?.score !== null && audit?.score !== undefined && audit.score < 0.9)
          process.stderr.write(`  ${url} ${category}: ${audit.title} ${audit.displayValue ?? ''}\n`);
      }
    return (score ?? 0) * 100;
  };
  return {
    performance: score('performance'),
    accessibility: score('accessibility'),
    'best-practices': score('best-practices'),
    seo: score('seo'),
  };
}
