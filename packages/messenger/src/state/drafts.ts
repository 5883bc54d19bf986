import { limits } from '@porchlight/protocol';
import { type Signal, signal } from '@preact/signals';
import type { Value } from '../storage.ts';

/** The name under which the draft of a conversation that does not exist yet is kept. */
export const newDraft = 'new';

export type Drafts = {
  texts: Signal<Readonly<Record<string, string>>>;
  read(conversation: string): string;
  write(conversation: string, text: string): void;
  /** Takes a text away from sight; the answer lets go of it in the browser too, unless another stands there by then. */
  take(conversation: string): () => void;
  reload(): void;
  clear(): void;
};

/**
 * Unsent text by conversation, in the frame alone [CNV10, CNV12]. Longer than a message may be is kept too, up to a bound.
 * What lies in `former`, since the site had another mode, goes along and stays there no longer [MODE12].
 */
export function openDrafts(stored: Value, former: Value): Drafts {
  /** Texts on their way into the outbox: still kept, but drafts no more. */
  const taken = new Map<string, string>();
  const texts = signal(read());
  for (const [name, text] of Object.entries(read(former))) if (!texts.value[name]) write(name, text);
  former.remove();
  function read(from = stored): Readonly<Record<string, string>> {
    try {
      const all: unknown = JSON.parse(from.read() ?? '{}');
      if (typeof all !== 'object' || all === null) return {};
      return Object.fromEntries(
        Object.entries(all).filter(([name, text]) => typeof text === 'string' && text !== taken.get(name)),
      );
    } catch {
      return {};
    }
  }
  function write(conversation: string, text: string): void {
    const { [conversation]: _former, ...others } = read();
    const all = text === '' ? others : { ...others, [conversation]: text.slice(0, limits.messageChars * 2) };
    texts.value = all;
    // Room for a few drafts; older conversations give theirs up first.
    let kept = Object.entries(all);
    while (kept.length > 1 && JSON.stringify(Object.fromEntries(kept)).length > 30_000) kept = kept.slice(1);
    if (kept.length === 0) stored.remove();
    else stored.write(JSON.stringify(Object.fromEntries(kept)));
  }
  return {
    texts,
    read: (conversation) => texts.value[conversation] ?? '',
    write,
    take(conversation) {
      const { [conversation]: text = '', ...others } = texts.value;
      taken.set(conversation, text);
      texts.value = others;
      return () => {
        if (taken.get(conversation) === text) taken.delete(conversation);
        if (text !== '' && read()[conversation] === text) write(conversation, texts.value[conversation] ?? '');
      };
    },
    reload() {
      texts.value = read();
    },
    clear() {
      taken.clear();
      stored.remove();
      texts.value = {};
    },
  };
}
