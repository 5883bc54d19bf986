import type { TagSettings } from '@porchlight/protocol';

/** The server writes the site's settings here. */
declare const __PORCHLIGHT_SETTINGS__: TagSettings;

export const settings = __PORCHLIGHT_SETTINGS__;
