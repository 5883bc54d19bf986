import type { ConsentPolicy } from '@porchlight/protocol';
import type { ConsentBridge, GivenChoices } from './consent-bridge.ts';

/** What a page told Google Consent Mode so far: its defaults by region, and what it updated. */
export type ConsentCommand = { kind: 'default' | 'update'; isRegional: boolean; given: GivenChoices };

/**
 * Reads an entry of `dataLayer`, as `gtag('consent', …)` writes it; null for anything else. Only the words `granted`
 * and `denied` are answers. Never throws, whatever stands there.
 */
export function readConsentCommand(entry: unknown): ConsentCommand | null {
  try {
    const [name, kind, told] = Array.from(entry as ArrayLike<unknown>);
    if (name !== 'consent' || (kind !== 'default' && kind !== 'update')) return null;
    const { analytics_storage, functionality_storage, region } = told as Record<string, unknown>;
    const given: GivenChoices = {};
    if (isAnswer(analytics_storage)) given.analytics = analytics_storage === 'granted';
    if (isAnswer(functionality_storage)) given.functional = functionality_storage === 'granted';
    return { kind, isRegional: region != null, given };
  } catch {
    return null;
  }
}

function isAnswer(value: unknown): boolean {
  return value === 'granted' || value === 'denied';
}

/**
 * [CON3] the policy while the visitor has not answered: the site's own, but `required` where the page's default says
 * denied. Which region a visitor is in is not known here, so a denial for any region counts, and a grant for some
 * does not.
 */
export function policyByDefault(commands: readonly ConsentCommand[], policy: ConsentPolicy): ConsentPolicy {
  let isDenied = false;
  let isDeniedSomewhere = false;
  for (const { kind, isRegional, given } of commands) {
    if (kind !== 'default') continue;
    const denies = given.analytics === false || given.functional === false;
    if (isRegional) isDeniedSomewhere ||= denies;
    else if ('analytics' in given || 'functional' in given) isDenied = denies;
  }
  return isDenied || isDeniedSomewhere ? 'required' : policy;
}

/**
 * [CON3] what an update says: `granted` is a yes, `denied` a no, what is not named stays. Consent managers also
 * grant by themselves where no law asks, so a grant is no yes against Global Privacy Control.
 */
export function choicesOf({ given }: ConsentCommand, hasGpc: boolean): GivenChoices | null {
  const choices = { ...given };
  if (hasGpc && choices.analytics) delete choices.analytics;
  return Object.keys(choices).length > 0 ? choices : null;
}

/** Applies what the page told Google Consent Mode before, starts what that allows, and hears what it tells later. */
export function ask({ settings, choose, start }: ConsentBridge, policy: ConsentPolicy): void {
  const { dataLayer } = window as { dataLayer?: unknown };
  const hasGpc = !!(navigator as { globalPrivacyControl?: boolean }).globalPrivacyControl;
  const commands: ConsentCommand[] = [];
  const hear = (entry: unknown) => {
    const command = readConsentCommand(entry);
    if (!command) return;
    commands.push(command);
    settings.consent.policy = policyByDefault(commands, policy);
    const choices = command.kind === 'update' && choicesOf(command, hasGpc);
    if (choices) choose(choices, 'consent-mode');
  };
  settings.consent.policy = policy;
  if (Array.isArray(dataLayer)) {
    dataLayer.slice().forEach(hear);
    const original = dataLayer.push;
    try {
      // Google's own script wraps it likewise, before or after.
      dataLayer.push = function (...entries) {
        const length = original.apply(this, entries);
        entries.forEach(hear);
        return length;
      };
    } catch {
      // Frozen by the page: nothing can come later.
    }
  }
  start();
}
