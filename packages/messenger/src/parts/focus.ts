/** Whether somebody writes in a field other than `own`: focus that comes late must not take the keys away from it. */
export function isWritingElsewhere(own: Element | null): boolean {
  const active = document.activeElement;
  return active !== own && active !== null && active.matches('input, textarea');
}
