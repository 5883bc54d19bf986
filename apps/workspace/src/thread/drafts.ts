import type { Stored } from '@porchlight/cookies/script';
import type { ConversationId, MemberId } from '@porchlight/protocol';

type Kind = 'reply' | 'note';

/** What is being written, by conversation; kept in the tab, so that a reload loses nothing. */
export type Drafts = {
  read(kind: Kind, conversation: ConversationId): string;
  write(kind: Kind, conversation: ConversationId, text: string): void;
};

/** More than anybody writes at once; what lies longer than so many others is given up. */
const most = 50;

/** Opens what this member was writing in this tab. What somebody else left there is removed unread. */
export function openDrafts(stored: Stored, member: MemberId): Drafts {
  const found = JSON.parse(stored.read() ?? 'null') as { by: MemberId; texts: Record<string, string> } | null;
  if (found?.by !== member) stored.remove();
  const texts = new Map(found?.by === member ? Object.entries(found.texts) : []);
  return {
    read: (kind, conversation) => texts.get(`${kind} ${conversation}`) ?? '',
    write(kind, conversation, text) {
      const name = `${kind} ${conversation}`;
      // Anew at the end, so that the first is the one that nobody wrote on for longest.
      texts.delete(name);
      if (text !== '') texts.set(name, text);
      for (const oldest of [...texts.keys()].slice(0, Math.max(0, texts.size - most))) texts.delete(oldest);
      if (texts.size === 0) stored.remove();
      else stored.write(JSON.stringify({ by: member, texts: Object.fromEntries(texts) }));
    },
  };
}
