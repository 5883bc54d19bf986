/**
 * Tells whether a page's origin is on a site's list [XD1, XD6]. Entries are `host`, `host:port` or `*.host`;
 * `*.x.com` does not include `x.com`; without a port the scheme's own port is meant; the block list wins.
 * `null` and anything that is not an http(s) origin is refused.
 */
export function isAllowedOrigin(origin: string, domains: readonly string[], blocked: readonly string[] = []): boolean {
  const match = /^(https?):\/\/([^/?#@:]+)(?::(\d+))?$/.exec(origin);
  if (!match) return false;
  const host = match[2]?.toLowerCase() ?? '';
  const port = match[3] ?? '';
  const isListed = (entry: string) => matchesEntry(host, port, entry);
  return !blocked.some(isListed) && domains.some(isListed);
}

function matchesEntry(host: string, port: string, entry: string): boolean {
  const [name = '', entryPort = ''] = entry.toLowerCase().split(':');
  if (entryPort !== port) return false;
  return name.startsWith('*.') ? host.length > name.length - 1 && host.endsWith(name.slice(1)) : host === name;
}
