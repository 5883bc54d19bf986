import type { ConsentChoices, ConsentPolicy } from './tag.ts';

export type ConsentRules = { policy: ConsentPolicy; textVersion: string; hasGpc: boolean };

/** What is allowed now, whether the visitor was the one who said so, and whether the banner comes by itself. */
export type ConsentState = ConsentChoices & { isAnswered: boolean; isAsked: boolean };

/**
 * [CON1–3] reads the stored choice by the site's rules: `required` allows nothing before a yes, `off` and
 * `notice` allow until a no, and a browser with Global Privacy Control refuses analytics unless its visitor
 * said yes here. A yes to an older text counts no more; a no does. A browser with that control has answered for its
 * visitor, who is not asked again.
 */
export function readConsent(stored: string | null, { policy, textVersion, hasGpc }: ConsentRules): ConsentState {
  const isCurrent = stored?.slice(3) === textVersion;
  const isAllowed = (bit: string | undefined, byDefault: boolean) =>
    bit === '0' ? false : bit === '1' && isCurrent ? true : byDefault;
  const byDefault = policy !== 'required';
  return {
    functional: isAllowed(stored?.[0], byDefault),
    analytics: isAllowed(stored?.[1], byDefault && !hasGpc),
    isAnswered: isCurrent,
    isAsked: !isCurrent && !hasGpc,
  };
}

/** The stored form of a choice: `10.v1`. */
export function consentValue(choices: ConsentChoices, textVersion: string): string {
  return `${+choices.functional}${+choices.analytics}.${textVersion}`;
}
