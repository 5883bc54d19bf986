import { type AdminSite, isAllowedOrigin } from '@porchlight/protocol';

type Lists = Pick<AdminSite, 'domains' | 'blockedDomains'>;

/** A refused origin as the lists stand now: still `refused`, or `allowed` or `blocked` since. */
export type Standing = 'refused' | 'allowed' | 'blocked';

/** The entry of the lists that an origin stands for; null where it is none, for example `null` of a sandboxed frame. */
export function readOriginHost(origin: string): string | null {
  // The scheme's own port never stands in an origin, and a cut one ends in no name.
  return /^https?:\/\/([a-z0-9.-]+(?::\d+)?)$/i.exec(origin)?.[1]?.toLowerCase() ?? null;
}

export function readStanding(origin: string, { domains, blockedDomains }: Lists): Standing {
  if (isAllowedOrigin(origin, domains, blockedDomains)) return 'allowed';
  // Whatever is on the list of allowed ones, the block list decides alone [XD1].
  return isAllowedOrigin(origin, blockedDomains) ? 'blocked' : 'refused';
}

/** The lists with a host allowed, and taken off the block list where it stands there itself. */
export function allowHost(host: string, { domains, blockedDomains }: Lists): Lists {
  return {
    domains: domains.includes(host) ? domains : [...domains, host],
    blockedDomains: blockedDomains.filter((entry) => entry !== host),
  };
}

/** The lists with a host blocked. An entry that allows it stays: the block list wins. */
export function blockHost(host: string, { domains, blockedDomains }: Lists): Lists {
  return {
    domains,
    blockedDomains: blockedDomains.includes(host) ? blockedDomains : [...blockedDomains, host],
  };
}
