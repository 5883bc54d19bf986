import type { TagSettings } from '@porchlight/protocol';

/** The one place in the built tag where a site's settings go. */
export const settingsToken = '__PORCHLIGHT_SETTINGS__';

/** What `dist/manifest.json` holds: file names within `dist`, and the bubble's Subresource Integrity value. */
export type TagManifest = { tag: string; bubble: { file: string; integrity: string } };

/** Writes a site's settings into the built tag. Throws when the text is not the built tag. */
export function fillSettings(tagText: string, settings: TagSettings): string {
  const [before, after, ...more] = tagText.split(settingsToken);
  if (before === undefined || after === undefined || more.length > 0) {
    throw new TypeError(`The tag's text must hold ${settingsToken} exactly once.`);
  }
  return `${before}${JSON.stringify(settings)}${after}`;
}
