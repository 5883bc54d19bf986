import { demoSiteId } from '@porchlight/server';
import type { Browser, Page } from 'puppeteer-core';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { look } from './looking.ts';
import { fill, logIn, polling, press, Stage, see } from './stage.ts';

const password = 'quiet otter under the porch';
const email = 'mia@mail.example';

let stage: Stage;
let readers: Browser;
let admin: Page;
/** A user, logged in. */
let gus: Page;
beforeAll(async () => {
  stage = await Stage.open();
  readers = await stage.browser('help-center-readers');
  const members = await stage.browser('help-center-members');
  admin = await logIn(members, stage.origins.workspace, 'admin');
  await see(admin, 'Add a site');
});
afterEach(async ({ task }) => {
  if (task.result?.state === 'fail') await stage.keepPictures(task.name);
});
afterAll(() => stage.close());

const help = (path: string) => `${stage.origins.help}${path}`;
const tab = (name: string) => `${stage.origins.workspace}/admin/sites/${demoSiteId}?tab=${name}`;
const box = (name: string) => `::-p-aria([name="${name}"][role="checkbox"])`;

/** A page without JavaScript, of a browser that holds nothing yet. */
async function openReader(): Promise<Page> {
  const page = await (await readers.createBrowserContext()).newPage();
  await page.setJavaScriptEnabled(false);
  return page;
}

async function send(page: Page, selector = 'main form button'): Promise<void> {
  await Promise.all([page.waitForNavigation(), page.click(selector)]);
}

const textOf = (page: Page) => page.$eval('main', (main) => main.textContent ?? '');

/** The newest mail's text, from the demo's list of mails. */
async function readMail(subject: string): Promise<string> {
  const mails = await admin.browser().newPage();
  try {
    await expect
      .poll(
        async () => {
          await mails.goto(`${stage.origins.workspace}/dev/mail`);
          return mails.$(`::-p-text(${subject})`);
        },
        { timeout: 10_000 },
      )
      .not.toBeNull();
    await Promise.all([mails.waitForNavigation(), mails.click(`::-p-text(${subject})`)]);
    return await mails.evaluate(() => document.body.innerText);
  } finally {
    await mails.close();
  }
}

/** Makes an account, by the code that is mailed. */
async function registerGus(): Promise<Page> {
  const page = await openReader();
  await page.goto(help(`/${demoSiteId}/register?lang=en`));
  await page.type('#email', 'gus@mail.example');
  await send(page, 'main form.form button');
  await page.type('#code', await readCode('Your code to create an account'));
  await page.type('#name', 'Gus');
  await page.type('#password', password);
  await send(page, 'main form.form button');
  expect(await textOf(page)).toContain('gus@mail.example');
  return page;
}

async function readCode(subject: string): Promise<string> {
  return /[2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]{4}/.exec(await readMail(subject))?.[0] ?? '';
}

it('[HC19, HC5] an admin makes a group, and an article is for its members alone', async () => {
  gus = await registerGus();
  await admin.goto(tab('users'));
  await see(admin, 'Groups and what everybody may');
  await press(admin, '::-p-aria([name="Add a group…"])');
  await fill(admin, 'dialog[open] input', 'Trade');
  await press(admin, 'dialog[open] button[type=submit]');
  await admin.waitForSelector(box('Trade: Ask'));
  await admin.waitForFunction(() => !document.querySelector('dialog[open]'), { polling });
  await press(admin, box('Guests: Comment'));
  await admin.waitForSelector(`${box('All users: Comment')}:not([disabled])`);
  await press(admin, '::-p-aria([name="Groups of Gus"])');
  await press(admin, `dialog[open] ${'input[type=checkbox]'}`);
  await press(admin, 'dialog[open] button[type=submit]');
  await admin.waitForFunction(() => !document.querySelector('dialog[open]'), { polling });
  await see(admin, '1 member');
  await admin.waitForFunction(() => !document.body.innerText.includes('are saved'), { polling });
  await look(admin, 'groups');

  await admin.goto(tab('articles'));
  await press(admin, '::-p-text(Go to PostgreSQL)');
  await see(admin, 'Who may read it');
  await admin.select('::-p-aria([name="Who may read it"])', 'groups');
  await see(admin, 'Groups that may read it');
  await press(admin, box('Trade'));
  await expect
    .poll(async () => {
      const reader = await openReader();
      const status = (await reader.goto(help('/en/articles/go-to-postgresql')))?.status();
      await reader.close();
      return status;
    })
    .toBe(404);
  expect((await gus.goto(help('/en/articles/go-to-postgresql')))?.status()).toBe(200);
  expect(await textOf(gus)).toContain('For certain groups');

  await admin.goto(tab('users'));
  await press(admin, box('Guests: Read'));
  await see(admin, 'search engines find nothing');
  const guest = await (await readers.createBrowserContext()).newPage();
  expect((await guest.goto(help('/en/articles/back-up-and-restore')))?.status()).toBe(403);
  await guest.goto(help('/en'));
  await see(guest, 'people who have an account here');
  await look(guest, 'closed');
  await guest.close();
  await press(admin, box('Guests: Read'));
  await admin.waitForFunction(() => !document.body.innerText.includes('search engines find nothing'), { polling });
  await gus.close();
});

it('[HC21] an admin gives the help center its logo, colours and links, and sees what fails', async () => {
  await admin.goto(tab('appearance'));
  await see(admin, 'Everything meets WCAG 2.2 AA.');
  const picker = await admin.waitForSelector('input[type=file]');
  await picker?.uploadFile(new URL('./fixtures/logo.png', import.meta.url).pathname as never);
  await see(admin, 'The logo is saved.');
  await fill(admin, '::-p-aria([name="Accent, Light pages"][role="textbox"])', '#ffb000');
  await see(admin, 'fail WCAG 2.2 AA');
  await admin.waitForFunction(() => !document.body.innerText.includes('The logo is saved.'), { polling });
  await look(admin, 'appearance-failing');
  // By keyboard: the bar that saves may lie over it.
  await (await admin.$('button ::-p-text(instead)'))?.evaluate((text) => text.closest('button')?.focus());
  await admin.keyboard.press('Enter');
  await admin.waitForFunction(() => !document.body.innerText.includes('WCAG 2.2 AA:'), { polling });
  await press(admin, '::-p-aria([name="Add a link to the header"])');
  await fill(admin, '::-p-aria([name="Address"])', 'https://shop.example');
  await fill(admin, '::-p-aria([name="Name in English"])', 'To the shop');
  // In each of its languages; a link without a name of its own there has the one of the default language.
  await admin.focus('input[name=preview-language]:checked');
  await admin.keyboard.press('ArrowRight');
  const shown = () => admin.$$eval('figure [lang=de] [class*=top] [lang]', (all) => all.map((one) => one.textContent));
  await see(admin, 'Wie können wir helfen?');
  expect(await shown()).toEqual(['To the shop', 'To the shop']);
  await fill(admin, '::-p-aria([name="Name in German"])', 'Zum Laden');
  await expect.poll(shown).toEqual(['Zum Laden', 'Zum Laden']);
  await press(admin, '[data-save-bar] button[type=submit]');
  await see(admin, 'Saved.');
  await admin.waitForFunction(() => !document.querySelector('[data-save-bar]'), { polling });
  await admin.waitForFunction(() => !document.body.innerText.includes('Saved.'), { polling });
  await look(admin, 'appearance');

  const reader = await (await readers.createBrowserContext()).newPage();
  const blocked: string[] = [];
  reader.on('console', (message) => message.type() === 'error' && blocked.push(message.text()));
  for (const path of ['/en', '/ar', '/en/articles/choose-a-cookie-mode', `/${demoSiteId}/login?lang=en`]) {
    await reader.goto(help(path));
    await look(reader, `looks${path.replace(/\W+/g, '-')}`);
  }
  expect(blocked).toEqual([]);
  await reader.goto(help('/en'));
  expect(await reader.$eval('img.logo', (logo) => (logo as HTMLImageElement).naturalWidth)).toBeGreaterThan(0);
  expect(await reader.$eval('a[href="https://shop.example"]', (link) => link.textContent)).toBe('To the shop');
  const accent = await reader.$eval('.search button', (button) => getComputedStyle(button).backgroundColor);
  expect(accent).not.toBe('rgb(29, 77, 107)');
  await reader.close();
});

it('[HC20] a guest follows an article by a code, is told, and ends it from the mail, without JavaScript', async () => {
  const page = await openReader();
  await page.goto(help('/en/articles/back-up-and-restore'));
  await send(page, 'a.follow');
  await page.type('#email', email);
  await send(page);
  expect(await textOf(page)).toContain('a code is on its way');
  await page.type('#code', await readCode('Your code to be told of articles'));
  await send(page);
  expect(await textOf(page)).toContain('From now on you get a mail.');

  admin.on('dialog', (dialog) => void dialog.accept());
  await admin.goto(tab('articles'));
  await press(admin, '::-p-text(Back up and restore)');
  await see(admin, 'Tell those who follow by e-mail');
  await look(admin, 'tells');
  await fill(admin, '::-p-aria([name="Text"])', 'Copy the data folder.');
  await press(admin, box('Tell those who follow by e-mail'));
  await press(admin, '::-p-aria([name="Publish"])');
  await see(admin, 'Published.');
  const mail = await readMail('Article changed: Back up and restore');
  const [link = ''] = /http\S+\/stop\/\S+/.exec(mail) ?? [];
  await page.goto(link);
  expect(await textOf(page)).toContain('Back up and restore');
  await send(page);
  expect(await textOf(page)).toContain('You get no more mails about it.');
  await page.goto(help(`/${demoSiteId}/subscriptions?lang=en`));
  expect(await textOf(page)).toContain('You follow nothing here yet');
  await page.close();
});

it('[HC20] pages of what is followed are accessible in both directions', async () => {
  const page = await (await readers.createBrowserContext()).newPage();
  await page.goto(help('/en/articles/back-up-and-restore'));
  const path = new URL((await page.$eval('a.follow', (link) => (link as HTMLAnchorElement).href)) ?? '').pathname;
  for (const language of ['en', 'ar']) {
    await page.goto(help(`${path}?lang=${language}`));
    await look(page, `follow-${language}`);
    await page.type('#email', 'nobody');
    await send(page);
    await look(page, `follow-wrong-${language}`);
    await page.goto(help(`${path}/code?lang=${language}`));
    await look(page, `code-${language}`);
    await page.goto(help(`/${demoSiteId}/subscriptions?lang=${language}`));
    await look(page, `followed-${language}`);
  }
  await page.close();
});
