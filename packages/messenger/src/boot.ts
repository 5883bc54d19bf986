import type { FrameBoot } from '@porchlight/protocol';

/** Reads the settings that the server wrote into the document; throws when they are missing. */
export function readBoot(document: Pick<Document, 'getElementById'>): FrameBoot {
  const text = document.getElementById('boot')?.textContent;
  if (!text) throw new Error('The messenger document carries no settings. Reload the page.');
  return JSON.parse(text) as FrameBoot;
}
