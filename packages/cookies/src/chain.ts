import type { CookieMode } from './entry.ts';
import type { Jar, JarChoice, StepDown } from './first-party-jar.ts';
import { firstPartyJar } from './first-party-jar.ts';

export * from './first-party-jar.ts';

/** [MODE6] what this browser does with our third-party cookies on this site, found by a round trip [MODE7]. */
export type ThirdPartyClass = 'unpartitioned' | 'partitioned' | 'blocked';

export type BrowserFacts = {
  thirdParty: ThirdPartyClass;
  /** A first-party cookie written by script was read back. */
  canKeepCookies: boolean;
  /** A value written to sessionStorage was read back. */
  canKeepInTab: boolean;
  /** The page is https. Plain http takes no third-party cookie, on loopback neither: SameSite=None needs Secure. */
  isSecurePage: boolean;
};

/** The best jar obtained, every jar that is written, and each step down with its reason [MODE8]. */
export type ChainChoice = JarChoice & { written: Jar[] };

/**
 * [MODE1–6] chooses where identity is kept: first by the mode, then by the class found for this browser on this
 * site. Pure; the same facts always give the same choice.
 */
export function chooseJars(mode: CookieMode, facts: BrowserFacts): ChainChoice {
  const firstParty = firstPartyJar(facts.canKeepCookies, () => facts.canKeepInTab);
  const thirdParty = thirdPartyJar(facts);
  switch (mode) {
    case 'first-party':
    case 'first-party-session':
      return { ...firstParty, written: [firstParty.jar] };
    case 'first-party-with-third-party-session':
      return { ...firstParty, written: thirdParty.jar === null ? [firstParty.jar] : [firstParty.jar, thirdParty.jar] };
    case 'third-party':
    case 'third-party-session':
      if (thirdParty.jar === 'third-party-cookie') return { jar: thirdParty.jar, steps: [], written: [thirdParty.jar] };
      if (thirdParty.jar === 'partitioned-cookie') {
        // The twin alone does not outlive what the browser splits it by; the first-party entry stands beside it.
        const beside: Jar[] = facts.canKeepCookies ? ['first-party-cookie'] : [];
        return { jar: thirdParty.jar, steps: thirdParty.steps, written: [thirdParty.jar, ...beside] };
      }
      return { jar: firstParty.jar, steps: [...thirdParty.steps, ...firstParty.steps], written: [firstParty.jar] };
  }
}

function thirdPartyJar({ thirdParty, isSecurePage }: BrowserFacts): { jar: Jar | null; steps: StepDown[] } {
  if (!isSecurePage) {
    return { jar: null, steps: [{ from: 'third-party-cookie', to: 'first-party-cookie', reason: 'insecure-page' }] };
  }
  if (thirdParty === 'unpartitioned') return { jar: 'third-party-cookie', steps: [] };
  const split: StepDown = { from: 'third-party-cookie', to: 'partitioned-cookie', reason: 'cookies-blocked' };
  if (thirdParty === 'partitioned') return { jar: 'partitioned-cookie', steps: [split] };
  return {
    jar: null,
    steps: [split, { from: 'partitioned-cookie', to: 'first-party-cookie', reason: 'cookies-blocked' }],
  };
}
