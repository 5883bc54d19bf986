import type { CookieMode } from '@porchlight/protocol';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { closeDrivers, openBrowser } from './drivers.ts';
import { Network } from './network.ts';
import { Product } from './product.ts';
import { isStoredIn } from './profile-files.ts';
import type { TestBrowser, TestDocument } from './test-browser.ts';
import { said, untilSeen, Walk } from './walk.ts';

const modes = ['third-party', 'first-party'] as const satisfies CookieMode[];
const isOpen = `document.querySelector('#porchlight')?.shadowRoot.querySelector('.open .panel')`;

let network: Network;
let product: Product;
beforeAll(async () => {
  network = await Network.open();
  product = await Product.open(network);
});
afterAll(async () => {
  await product.close();
  await network.close();
  await closeDrivers();
});

/** Waits until the chat window shows the message and holds the draft; what it holds otherwise is the failure's text. */
async function expectTalk(frame: TestDocument, draft: string): Promise<void> {
  const text = JSON.stringify(said.message);
  await frame.evaluate(
    untilSeen(
      `document.body.innerText.includes(${text}) && document.querySelector('textarea')?.value === ${JSON.stringify(draft)}`,
    ),
  );
  expect(await frame.evaluate(`document.body.innerText.includes(${text})`)).toBe(true);
  expect(await frame.evaluate(`document.querySelector('textarea')?.value`)).toBe(draft);
}

/** The window as it comes back by itself: open, with what was there, without the focus. */
async function expectAsItWas(walk: Walk, draft: string): Promise<TestDocument> {
  const page = await walk.page();
  expect(await page.evaluate(untilSeen(isOpen))).toBe(true);
  const frame = await page.frame(`/m/${walk.site.id}/frame`);
  await expectTalk(frame, draft);
  expect(await page.evaluate('document.activeElement?.tagName')).toBe('BODY');
  return frame;
}

it.each(['chromium', 'firefox'] as const)(
  '[CNV4] [CNV12] window and unsent text are as they were after %s was closed, and after it was killed',
  async (configuration) => {
    const browser: TestBrowser = await openBrowser(configuration, { network, isReopened: true });
    try {
      const walks: Walk[] = [];
      for (const mode of modes) {
        const site = await product.addSite(mode);
        walks.push(new Walk({ configuration, mode, network, product, browser, site }));
      }
      for (const walk of walks) {
        await walk.visit();
        await walk.talk();
      }

      await browser.reopen();
      const more = `${said.draft} take`;
      for (const walk of walks) {
        walk.takeTo(null);
        await walk.visit();
        const frame = await expectAsItWas(walk, said.draft);
        await frame.type('textarea', ' take');
        await expectTalk(frame, more);
      }
      const [open, closed] = walks as [Walk, Walk];
      await closed.call('close');
      expect(await (await closed.page()).evaluate(untilSeen(`!${isOpen}`))).toBe(true);

      const drafts = walks.map(({ site }) => new RegExp(`pl_draft-${site.id}[^]{0,120}${more}`));
      await browser.crash((profile) => isStoredIn(profile, drafts));
      for (const walk of walks) {
        walk.takeTo(null);
        await walk.visit();
      }
      await (await open.page()).show?.();
      await expectAsItWas(open, more);
      await (await closed.page()).show?.();
      expect(await (await closed.page()).evaluate(`Boolean(${isOpen})`)).toBe(false);
      await expectTalk(await closed.openMessenger(), more);
    } finally {
      await browser.close();
    }
  },
  180_000,
);
