const taken = new Map<string, string>();

/**
 * The token from the fragment of a one-time link; null when there is none. It leaves the address bar and the history at
 * once, and stays in memory only.
 */
export function takeLinkToken(): string | null {
  const token = location.hash.slice(1);
  if (token !== '') {
    taken.set(location.pathname, token);
    history.replaceState(history.state, '', location.pathname);
  }
  return taken.get(location.pathname) ?? null;
}
