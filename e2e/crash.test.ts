import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Frame } from 'puppeteer-core';
import { expect, it } from 'vitest';
import { launchChromium } from '../scripts/testing/chromium.ts';
import { type Program, startProgram } from './program.ts';
import { chatButton, fill, logIn, messengerOf, polling, press, see } from './stage.ts';

const count = 24;
const texts = Array.from({ length: count }, (_, at) => `message number ${at + 1}.`);

/** The visitor's own messages in a window, in the order shown. */
function shown(frame: Frame): Promise<string[]> {
  return frame.evaluate(() => document.body.innerText.match(/message number \d+\./g) ?? []);
}

it('[CNV4] a kill in the middle of writing loses and doubles nothing, and both windows recover by themselves', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'porchlight-crash-'));
  let program: Program | null = await startProgram(['--port=0', `--data=${path.join(folder, 'data')}`]);
  const { facts } = program;
  const port = new URL(facts.shopUrl).port;
  const visitorBrowser = await launchChromium(path.join(folder, 'visitor'));
  const agentBrowser = await launchChromium(path.join(folder, 'agent'));
  try {
    const agent = await logIn(agentBrowser, new URL(facts.workspaceUrl).origin, 'mia');
    const page = await visitorBrowser.newPage();
    await page.goto(facts.shopUrl);
    await (await chatButton(page)).click();
    const frame = await messengerOf(page);
    await fill(frame, '#composer', 'Hello, I have many questions.');
    await press(frame, 'button.send');
    await see(frame, 'Sent');
    await see(agent, 'I have many questions');
    await press(agent, '::-p-text(I have many questions)');

    for (const [at, text] of texts.entries()) {
      await frame.locator('#composer').fill(text);
      await frame.focus('#composer');
      await page.keyboard.press('Enter');
      // In the middle of writing, with answers still on their way.
      if (at === Math.floor(count / 2)) await program.end('SIGKILL');
    }
    await see(frame, texts.at(-1) ?? '');
    program = await startProgram([`--port=${port}`, `--data=${path.join(folder, 'data')}`]);

    await frame.waitForFunction(() => !/Sending|Not sent|Reconnecting/.test(document.body.innerText), {
      timeout: 40_000,
      polling,
    });
    expect(await shown(frame)).toEqual(texts);
    await see(agent, texts.at(-1) ?? '', 40_000);
    await agent.waitForFunction(
      (wanted) => new Set(document.body.innerText.match(/message number \d+\./g)).size === wanted,
      { timeout: 20_000, polling },
      count,
    );

    await page.reload();
    const again = await messengerOf(page);
    await see(again, texts.at(-1) ?? '');
    expect(await shown(again)).toEqual(texts);
  } finally {
    await visitorBrowser.close();
    await agentBrowser.close();
    await program?.end('SIGTERM');
    rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  }
});
