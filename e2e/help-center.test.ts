import { demoSiteId } from '@porchlight/server';
import type { Browser, Page } from 'puppeteer-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { findViolations } from './accessibility.ts';
import { look } from './looking.ts';
import { fill, logIn, polling, press, Stage, see } from './stage.ts';

let stage: Stage;
let readers: Browser;
let editors: Browser;
beforeAll(async () => {
  stage = await Stage.open();
  readers = await stage.browser('help-readers');
  editors = await stage.browser('help-editors');
});
afterEach(async ({ task }) => {
  if (task.result?.state === 'fail') await stage.keepPictures(task.name);
});
afterAll(() => stage.close());

const help = (path: string) => `${stage.origins.help}${path}`;
const field = (label: string) => `::-p-aria([name="${label}"])`;

async function openReader(): Promise<Page> {
  return (await readers.createBrowserContext()).newPage();
}

describe('the help center', () => {
  const paths = [
    '/en',
    '/ar',
    '/de/categories/besucher-und-datenschutz',
    '/ar/categories/visitors-and-privacy',
    '/en/articles/choose-a-cookie-mode',
    '/ar/articles/put-porchlight-on-your-site',
    '/fr/search?q=pasword',
    '/ar/search?q=zzzzzzz',
    '/es/nothing/here',
  ];

  it.each(paths)('[HC2] is accessible, light and dark, wide and on a phone: %s', async (path) => {
    const page = await openReader();
    for (const [width, scheme] of [
      [1280, 'light'],
      [390, 'dark'],
    ] as const) {
      await page.setViewport({ width, height: 800 });
      await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }]);
      await page.goto(help(path));
      expect(await findViolations(page)).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBeLessThanOrEqual(
        0,
      );
    }
    await page.close();
  });

  it('[HC2, HC7, HC8] is searched, read and voted on by keyboard, without JavaScript, and remembers the vote', async () => {
    const context = await readers.createBrowserContext();
    const page = await context.newPage();
    await page.setJavaScriptEnabled(false);
    await page.goto(help('/en'));
    const tabTo = async (selector: string) => {
      for (let count = 0; count < 40; count += 1) {
        await page.keyboard.press('Tab');
        const focused = await page.$(`${selector}:focus`);
        if (focused) return;
      }
      throw new Error(`The Tab key does not lead to ${selector}.`);
    };
    await tabTo('input[type=search]');
    await page.keyboard.type('pasword databse');
    await Promise.all([page.waitForNavigation(), page.keyboard.press('Enter')]);
    expect(await page.$eval('main', (main) => main.textContent)).toContain('password database');
    await tabTo('.hits a');
    await Promise.all([page.waitForNavigation(), page.keyboard.press('Enter')]);
    expect(await page.$eval('h1', (title) => title.textContent)).toBe('Go to PostgreSQL');
    expect(await context.cookies()).toEqual([]);
    await tabTo('button[value=yes]');
    await Promise.all([page.waitForNavigation(), page.keyboard.press('Enter')]);
    const pressed = () => page.$$eval('.vote button[aria-pressed=true]', (all) => all.map((one) => one.textContent));
    expect(await pressed()).toEqual(['Yes']);
    expect(page.url()).toBe(help('/en/articles/go-to-postgresql#vote'));
    await page.goto(help('/en/articles/go-to-postgresql'));
    expect(await pressed()).toEqual(['Yes']);
    await Promise.all([page.waitForNavigation(), page.click('button[value=no]')]);
    expect(await pressed()).toEqual(['No']);
    await context.close();
  });

  it('[HC26] suggests articles while somebody types, by keyboard and by pointer', async () => {
    const page = await openReader();
    const problems: string[] = [];
    page.on('console', (message) => void (message.type() === 'error' && problems.push(message.text())));
    page.on('pageerror', (error) => void problems.push(String(error)));
    for (const path of ['/en', '/ar/articles/put-porchlight-on-your-site']) {
      await page.goto(help(path));
      await page.focus('input[type=search]');
      await page.keyboard.type(path === '/en' ? 'coo' : 'cookie');
      await page.waitForSelector('[role=option]');
      expect(await page.$eval('input[role=combobox]', (field) => field.getAttribute('aria-expanded'))).toBe('true');
      expect(await page.$eval('form [role=status]', (said) => said.textContent)).toMatch(/\d/);
      await page.keyboard.press('ArrowDown');
      await look(page, `suggestions${path.slice(0, 3).replace('/', '-')}`);
    }
    await page.goto(help('/en'));
    const input = 'input[role=combobox]';
    const active = () =>
      page.$eval(input, (field) => document.getElementById(field.getAttribute('aria-activedescendant') ?? '')?.id);
    const type = async (text: string) => {
      await page.focus(input);
      await page.keyboard.press('End');
      await page.keyboard.type(text);
      await page.waitForSelector('[role=option]');
    };
    await type('cookie m');
    const count = (await page.$$('[role=option]')).length;
    await page.keyboard.press('ArrowUp');
    expect(await active()).toBe(`suggestion-${count - 1}`);
    await page.keyboard.press('ArrowDown');
    expect(await active()).toBeUndefined();
    await page.keyboard.press('Escape');
    expect([
      await page.$eval(input, (field) => (field as HTMLInputElement).value),
      await page.$('[role=option]'),
    ]).toEqual(['cookie m', null]);
    await page.keyboard.type('ode');
    await page.waitForSelector('[role=option]');
    await page.keyboard.press('ArrowDown');
    const title = await page.$eval('[aria-selected=true]', (option) => option.textContent);
    await Promise.all([page.waitForNavigation(), page.keyboard.press('Enter')]);
    expect(await page.$eval('h1', (heading) => heading.textContent)).toBe(title);
    await type('postgr');
    await Promise.all([page.waitForNavigation(), page.click('[role=option]')]);
    expect(page.url()).toBe(help('/en/articles/go-to-postgresql'));
    // Where nothing is chosen, the form is sent.
    await type('postgr');
    await Promise.all([page.waitForNavigation(), page.keyboard.press('Enter')]);
    expect(page.url()).toBe(help('/en/search?q=postgr'));
    await type('e');
    await page.evaluate(() => (document.activeElement as HTMLElement).blur());
    expect([await page.$('[role=option]'), problems]).toEqual([null, []]);
    await page.close();
  });

  it('[HC27] asks why after “no”, keeps it over a restart of the browser’s page, and lets it be changed', async () => {
    const context = await readers.createBrowserContext();
    const page = await context.newPage();
    await page.setJavaScriptEnabled(false);
    await page.goto(help('/en/articles/ask-for-consent'));
    await Promise.all([page.waitForNavigation(), page.click('button[value=no]')]);
    expect(await page.$eval('.reason legend', (legend) => legend.textContent)).toBe('What was missing?');
    await page.focus('.reason input[value=unclear]');
    await page.keyboard.press('Space');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Tab');
    await page.keyboard.type('Where is the button?');
    await page.keyboard.press('Tab');
    await Promise.all([page.waitForNavigation(), page.keyboard.press('Enter')]);
    const given = () =>
      page.$eval('.reason', (form) => [...new FormData(form as HTMLFormElement)].slice(-2).map(([, value]) => value));
    await page.setJavaScriptEnabled(true);
    await page.goto(help('/en/articles/ask-for-consent'));
    expect(await given()).toEqual(['incomplete', 'Where is the button?']);
    await look(page, 'vote-reason');
    // A form that no longer fits: what was typed is given back. By keyboard, since the site asks for consent above it.
    await page.$eval('textarea', (text) => {
      text.value += ' And there?';
    });
    for (const cookie of await context.cookies()) await context.deleteCookie(cookie);
    await page.focus('.reason button');
    await Promise.all([page.waitForNavigation(), page.keyboard.press('Enter')]);
    await see(page, 'Please send it once more');
    await look(page, 'vote-again');
    await page.focus('.reason button');
    await Promise.all([page.waitForNavigation(), page.keyboard.press('Enter')]);
    expect(await given()).toEqual(['incomplete', 'Where is the button? And there?']);
    await context.close();
  });

  it('[LANG1] goes to the same article in another language', async () => {
    const page = await openReader();
    await page.goto(help('/en/articles/ask-for-consent'));
    await page.click('.languages summary');
    await Promise.all([page.waitForNavigation(), page.click('.languages a[hreflang=de]')]);
    expect(page.url()).toBe(help('/de/articles/um-einwilligung-bitten'));
    expect(await page.$eval('html', (root) => root.lang)).toBe('de');
    await page.close();
  });
});

describe('editors', () => {
  let page: Page;
  beforeAll(async () => {
    page = await logIn(editors, stage.origins.workspace, 'admin');
    await see(page, 'Add a site');
    page.on('dialog', (dialog) => void dialog.accept());
  });

  const overview = () => `${stage.origins.workspace}/admin/sites/${demoSiteId}?tab=articles`;
  const read = async (path: string) => {
    const reader = await openReader();
    const answer = await reader.goto(help(path));
    const text = await reader.$eval('main', (main) => (main as HTMLElement).innerText);
    await reader.close();
    return { status: answer?.status(), text };
  };

  it('[HC3] write, look at, publish, translate and bring back an article', async () => {
    await page.goto(overview());
    await see(page, 'Put Porchlight on your site');
    expect(await findViolations(page)).toEqual([]);
    await press(page, '::-p-aria([name="Write an article"])');
    await see(page, 'Save as draft');
    await fill(page, field('Title'), 'Clean a lamp');
    await fill(page, field('Text'), '## Dust\n\nUse a **soft** cloth.');
    await page.waitForFunction(() => document.querySelector('section strong')?.textContent === 'soft', { polling });
    expect(await findViolations(page)).toEqual([]);
    await press(page, '::-p-aria([name="Save as draft"])');
    await see(page, 'Nobody outside sees it');
    expect((await read('/en/articles/clean-a-lamp')).status).toBe(404);
    await press(page, '::-p-aria([name="Publish"])');
    await see(page, 'Published.');
    expect(await read('/en/articles/clean-a-lamp')).toEqual({
      status: 200,
      text: expect.stringContaining('Use a soft cloth.'),
    });

    await press(page, '::-p-text(German)');
    await see(page, 'Left empty, it is made from the title');
    await page.waitForFunction(() => document.querySelector<HTMLInputElement>('input[lang=de]')?.value === '', {
      polling,
    });
    await fill(page, field('Title'), 'Eine Lampe putzen');
    await fill(page, field('Text'), 'Mit einem weichen Tuch.');
    await press(page, '::-p-aria([name="Publish"])');
    await page.waitForFunction(() => !document.body.innerText.includes('Not saved yet'), { polling });
    await expect.poll(async () => (await read('/de/articles/eine-lampe-putzen')).text).toContain('weichen Tuch');

    await page.goto(page.url().replace('language=de', 'language=en'));
    await see(page, 'Revisions');
    await fill(page, field('Text'), 'Use water.');
    await press(page, '::-p-aria([name="Save as draft"])');
    await see(page, 'Nobody outside sees it');
    await press(page, '::-p-aria([name="Revisions"])');
    await press(page, '::-p-text(Revision 1)');
    await see(page, 'What changed from this revision to the newest:');
    expect(
      await page.$$eval('dialog pre del, dialog pre ins', (all) => all.map((one) => one.textContent?.trim())),
    ).toEqual(['## Dust\n\nUse a **soft** cloth.', 'Use water.']);
    expect(await findViolations(page)).toEqual([]);
    await press(page, '::-p-aria([name="Bring this one back"])');
    await see(page, 'Brought back as a draft');
    await page.waitForFunction(() => document.querySelector('textarea')?.value.includes('soft'), { polling });
    expect((await read('/en/articles/clean-a-lamp')).text).toContain('soft cloth');
  });

  it('[HC7, HC8] see what was searched in vain and how many an article helped', async () => {
    await read('/en/search?q=quuxly');
    const reader = await openReader();
    await reader.goto(help('/en/articles/back-up-and-restore'));
    await Promise.all([reader.waitForNavigation(), reader.click('button[value=yes]')]);
    await reader.close();
    await page.goto(overview());
    await see(page, '1 of 1');
    await press(page, 'main a[href*="view=report"]');
    await see(page, 'quuxly');
    expect(await page.$eval('svg[role=img]', (chart) => chart.getAttribute('aria-label'))).toMatch(
      /^Votes of the last 30 days: Helped \d+, Did not help \d+$/,
    );
    await look(page, 'help-report');
    await press(page, 'label ::-p-text(Table)');
    await press(page, 'label ::-p-text(7 days)');
    await see(page, 'Back up and restore');
    await look(page, 'help-report-table');
    await press(page, '::-p-aria([name="Write an article about “quuxly”"][role="button"])');
    await see(page, 'Save as draft');
    await page.waitForFunction(() => document.querySelector<HTMLInputElement>('input[lang=en]')?.value === 'Quuxly', {
      polling,
    });
  });

  it('[HC2] add a topic, and choose the languages', async () => {
    await page.goto(overview());
    await press(page, '::-p-aria([name="Add a topic"])');
    await fill(page, field('Title in English'), 'Lamps and care');
    expect(await findViolations(page)).toEqual([]);
    await press(page, 'dialog[open] button[type=submit]');
    await page.waitForFunction(() => !document.querySelector('dialog[open]'), { polling });
    await see(page, 'Lamps and care');
    await press(page, '::-p-aria([name="Languages"][role="button"])');
    await see(page, 'Default');
    expect(await findViolations(page)).toEqual([]);
    await press(page, '::-p-aria([name="Spanish"][role="checkbox"])');
    await press(page, 'dialog[open] button[type=submit]');
    await page.waitForFunction(() => !document.querySelector('dialog[open]'), { polling });
    expect([(await read('/es')).status, (await read('/fr')).status]).toEqual([404, 200]);
  });
});
