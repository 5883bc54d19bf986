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

type Heard = Pick<SecurityPolicyViolationEvent, 'effectiveDirective' | 'originalPolicy' | 'disposition'> & {
  blockedURI?: string;
  /** So the same is named in reports of what was refused before. */
  blockedURL?: string;
};

/** Hears what the page's policy refuses of the service, from now on and, where the browser remembers, before. */
export function hearRefusals(isOurs: (blocked: string) => boolean): { refusals: Refusal[]; stop(): void } {
  const refusals: Refusal[] = [];
  const hear = ({ effectiveDirective: directive, originalPolicy: policy, disposition, ...blocked }: Heard) => {
    if (!isOurs(blocked.blockedURI ?? blocked.blockedURL ?? '')) return;
    if (!refusals.some((one) => one.directive === directive && one.policy === policy))
      refusals.push({ directive, policy, isEnforced: disposition !== 'report' });
  };
  // An event's fields are its prototype's, so each is named.
  const onViolation = (event: SecurityPolicyViolationEvent) => {
    const { effectiveDirective, originalPolicy, disposition, blockedURI } = event;
    hear({ effectiveDirective, originalPolicy, disposition, blockedURI });
  };
  document.addEventListener('securitypolicyviolation', onViolation);
  let observer: ReportingObserver | undefined;
  try {
    observer = new ReportingObserver(
      (reports) => {
        for (const { body } of reports) {
          const { effectiveDirective, originalPolicy, disposition, blockedURL } = body as never as Heard;
          hear({ effectiveDirective, originalPolicy, disposition, ...(blockedURL && { blockedURL }) });
        }
      },
      { types: ['csp-violation'], buffered: true },
    );
    observer.observe();
  } catch {
    // Not every browser has it; what is refused from now on is heard all the same.
  }
  return {
    refusals,
    stop() {
      document.removeEventListener('securitypolicyviolation', onViolation);
      observer?.disconnect();
    },
  };
}
