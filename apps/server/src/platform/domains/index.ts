import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
/** The list itself is several MB in memory, and a thread that asks for no domain needs none of it. */
let list: typeof import('tldts') | undefined;

/**
 * The registrable domain of a host without port, by the Public Suffix List with its private part, as browsers draw the
 * line for cookies [MODE11]; null for addresses, `localhost` with its subdomains, single labels and public suffixes.
 */
export function registrableDomainOf(host: string): string | null {
  const name = host.toLowerCase();
  if (name === 'localhost' || name.endsWith('.localhost')) return null;
  list ??= require('tldts') as typeof import('tldts');
  return list.getDomain(name, { allowPrivateDomains: true });
}

/** Whether a host is a domain or lies under it. */
export function isWithin(host: string, domain: string): boolean {
  return host === domain || host.endsWith(`.${domain}`);
}
