import axe from 'axe-core';
import type { Frame, Page } from 'puppeteer-core';

/** What breaks the accessibility rules in the messenger as it is. */
export async function violations(frame: Frame): Promise<string[]> {
  // The frame's policy lets no script in but its own; the driver's own evaluation stands outside of it.
  await frame.evaluate(axe.source);
  // What is still fading in has not its own colours yet.
  await frame.evaluate(async () => {
    const passing = document
      .getAnimations()
      .filter(({ effect }) => effect?.getTiming().iterations !== Number.POSITIVE_INFINITY);
    await Promise.allSettled(passing.map(({ finished }) => finished));
  });
  return frame.evaluate(async () => {
    const { violations: found } = await (window as never as { axe: typeof axe }).axe.run(document, {
      resultTypes: ['violations'],
    });
    return found.map(
      ({ id, nodes }) => `${id}: ${nodes.map(({ html, any }) => `${html} ${any[0]?.message ?? ''}`).join(' | ')}`,
    );
  });
}

/** Names and roles of what a screen reader meets, in order. */
export async function heard(page: Page): Promise<string[]> {
  const tree = await page.accessibility.snapshot({ includeIframes: true });
  const all: string[] = [];
  const walk = (node: typeof tree) => {
    if (!node) return;
    all.push(`${node.role} ${node.name}`);
    for (const child of node.children ?? []) walk(child as typeof tree);
  };
  walk(tree);
  return all;
}
