/** Where identity really ended up, best first. */
export type Jar = 'third-party-cookie' | 'partitioned-cookie' | 'first-party-cookie' | 'tab' | 'page';

/** One step down from the jar that the mode asks for, with its reason [MODE8]. */
export type StepDown = {
  from: Jar;
  to: Jar;
  reason: 'cookies-blocked' | 'cookies-split' | 'storage-blocked' | 'insecure-page';
};

export type JarChoice = { jar: Jar; steps: StepDown[] };

/**
 * [MODE6] the lower half of the chain, which first-party modes begin with and which runs in the tag: first-party
 * cookie, then sessionStorage of the tab, then memory of the page. Both answers come from a trial write.
 */
export function firstPartyJar(canKeepCookies: boolean, canKeepInTab: () => boolean): JarChoice {
  if (canKeepCookies) return { jar: 'first-party-cookie', steps: [] };
  const steps: StepDown[] = [{ from: 'first-party-cookie', to: 'tab', reason: 'cookies-blocked' }];
  if (canKeepInTab()) return { jar: 'tab', steps };
  return { jar: 'page', steps: [...steps, { from: 'tab', to: 'page', reason: 'storage-blocked' }] };
}
