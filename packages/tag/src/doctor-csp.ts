/** Something that a Content-Security-Policy of the page refused, or would refuse once it is enforced. */
export type Refusal = { directive: string; policy: string; isEnforced: boolean };

const fallbacks: Record<string, string[]> = {
  'script-src-elem': ['script-src-elem', 'script-src', 'default-src'],
  'style-src-elem': ['style-src-elem', 'style-src', 'default-src'],
  'frame-src': ['frame-src', 'child-src', 'default-src'],
};

/**
 * [DOC5] The line of this policy, as it must read for `source` to be let through: the directive that refused, with what
 * it allowed before. Where only `default-src` spoke, a line of its own, so that nothing else is let in.
 */
export function lineToAdd({ policy, directive }: Pick<Refusal, 'policy' | 'directive'>, source: string): string {
  const lines = policy.split(';').map((line) => line.trim().split(/\s+/));
  const names = fallbacks[directive] ?? [directive, 'default-src'];
  const found = names
    .map((name) => lines.find(([own]) => own?.toLowerCase() === name))
    .find((line) => line !== undefined);
  const name = found?.[0]?.toLowerCase();
  const kept = (found ?? []).slice(1).filter((one) => one !== "'none'" && one !== source);
  return [name && name !== 'default-src' ? name : directive.replace(/-elem$/, ''), ...kept, source].join(' ');
}

/** Hears what the page's policy refuses of the service from now on; `stop` ends it. */
export function hearRefusals(isOurs: (blocked: string) => boolean): { refusals: Refusal[]; stop(): void } {
  const refusals: Refusal[] = [];
  const hear = (event: SecurityPolicyViolationEvent) => {
    const { effectiveDirective: directive, originalPolicy: policy, disposition, blockedURI } = event;
    if (isOurs(blockedURI) && !refusals.some((one) => one.directive === directive && one.policy === policy))
      refusals.push({ directive, policy, isEnforced: disposition !== 'report' });
  };
  document.addEventListener('securitypolicyviolation', hear);
  return { refusals, stop: () => document.removeEventListener('securitypolicyviolation', hear) };
}
