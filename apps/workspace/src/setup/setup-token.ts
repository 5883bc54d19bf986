let taken: string | null = null;

/**
 * The token from the fragment of the set-up link; null when there is none. It leaves the address bar and the history
 * at once, and stays in memory only.
 */
export function takeSetupToken(): string | null {
  const token = decodeURIComponent(location.hash.slice(1)).replace(/^token=/, '');
  if (token !== '') {
    taken = token;
    history.replaceState(history.state, '', location.pathname);
  }
  return taken;
}
