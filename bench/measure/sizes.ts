import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import type { Figure } from '../figures.ts';
import { root } from '../programs.ts';

const keys: Record<string, string> = {
  tag: 'tag',
  bubble: 'bubble',
  'page view without interaction (tag and bubble)': 'pageView',
  'banner, until it is answered': 'banner',
  'Google Consent Mode, where a page has it': 'consentMode',
  'opened messenger, with a conversation': 'messenger',
  'files in the messenger, with the first one': 'messengerFiles',
  'workspace, first load': 'workspaceFirstLoad',
};

/** Bytes of the bundles under brotli, file by file as they are served, against the budgets that fail the build. */
export async function measureSizes(): Promise<Figure[]> {
  // It reads the bundles' folders as it is loaded, and they may have been built anew since the run began.
  const { default: sizeLimits } = await import('../../.size-limit.mjs');
  return sizeLimits.map(({ name, path, limit }): Figure => {
    const bytes = [path].flat().map((file) => brotliCompressSync(readFileSync(join(root, file))).length);
    return {
      key: `sizes.${keys[name] ?? name}.brotliBytes`,
      label: `Size: ${name}`,
      value: bytes.reduce((sum, one) => sum + one, 0),
      unit: 'bytes',
      target: { atMost: Number.parseFloat(limit) * 1_000 },
    };
  });
}
