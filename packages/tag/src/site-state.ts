import { consentEntry } from '@porchlight/cookies/script';
import { readConsent } from '@porchlight/protocol';
import { openKeep } from './keep.ts';
import { settings } from './settings.ts';

export const isHttps = location.protocol === 'https:';

/** What this browser keeps for the site. */
export const keep = openKeep(settings.site, document, { host: location.hostname, isHttps }, () => sessionStorage);

/** What the visitor allows now; read anew each time, so that a choice in another tab holds here too. */
export const consentNow = () =>
  readConsent(keep.read(consentEntry), {
    ...settings.consent,
    hasGpc: !!(navigator as { globalPrivacyControl?: boolean }).globalPrivacyControl,
  });
