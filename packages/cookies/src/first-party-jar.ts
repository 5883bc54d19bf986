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
  const jars: Jar[] = ['first-party-cookie', 'tab', 'page'];
  const found = canKeepCookies ? 0 : canKeepInTab() ? 1 : 2;
  const steps = jars.slice(0, found).map((from, at): StepDown => {
    return { from, to: jars[at + 1] as Jar, reason: at ? 'storage-blocked' : 'cookies-blocked' };
  });
  return { jar: jars[found] as Jar, steps };
}
