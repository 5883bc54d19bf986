import { useEffect, useRef } from 'react';
import { areShortcutsOn } from '../session/preferences.ts';

/** Keys and what they do; names as `KeyboardEvent.key` says them. */
export type Shortcuts = Record<string, ((event: KeyboardEvent) => void) | undefined>;

/**
 * Listens for single keys while the component is there. Never while somebody types, except `Escape`; never with Ctrl,
 * Alt or Meta; never below an open dialog. They can be turned off (WCAG 2.1.4).
 */
export function useShortcuts(shortcuts: Shortcuts): void {
  const latest = useRef(shortcuts);
  useEffect(() => {
    latest.current = shortcuts;
  });
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
      const isEscape = event.key === 'Escape';
      if (!isEscape && (isTyping(event.target) || !areShortcutsOn.get())) return;
      if (document.querySelector('dialog[open], [role="menu"]')) return;
      const action = latest.current[event.key];
      if (!action) return;
      if (!isEscape) event.preventDefault();
      action(event);
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, []);
}

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName);
}

/** Moves the focus by `step` among the rows of a list that carry `data-row`. */
export function moveRowFocus(list: HTMLElement | null, step: 1 | -1): void {
  const rows = [...(list?.querySelectorAll<HTMLElement>('[data-row]') ?? [])];
  if (rows.length === 0) return;
  const focused = rows.indexOf(document.activeElement as HTMLElement);
  const current = focused >= 0 ? focused : rows.findIndex((row) => row.hasAttribute('aria-current'));
  const next =
    current < 0 ? (step === 1 ? 0 : rows.length - 1) : Math.min(rows.length - 1, Math.max(0, current + step));
  rows[next]?.focus();
}
