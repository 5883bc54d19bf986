import type { TagSettings } from '@porchlight/protocol';

/** The one place in the built tag where a site's settings go. */
export const settingsToken = '__PORCHLIGHT_SETTINGS__';

/** A file within `dist` and its Subresource Integrity value. */
export type BuiltScript = { file: string; integrity: string };

/** What `dist/manifest.json` holds: the tag's file name, and the scripts that load when they are needed. */
export type TagManifest = Record<
  | 'bubble'
  | 'banner'
  | 'cards'
  | 'consentMode'
  | 'handoff'
  | 'identify'
  | 'doctor'
  | 'doctorFrame'
  | 'doctorEn'
  | 'doctorDe'
  | 'bannerDe'
  | 'bannerFr'
  | 'bannerEs'
  | 'bannerAr',
  BuiltScript
> & { tag: string };

/** Writes a site's settings into the built tag. Throws when the text is not the built tag. */
export function fillSettings(tagText: string, settings: TagSettings): string {
  const [before, after, ...more] = tagText.split(settingsToken);
  if (before === undefined || after === undefined || more.length > 0) {
    throw new TypeError(`The tag's text must hold ${settingsToken} exactly once.`);
  }
  return `${before}${JSON.stringify(settings)}${after}`;
}
