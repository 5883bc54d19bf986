import { isId } from '@porchlight/protocol';
import type { PortalForms } from '../accounts/index.ts';
import type { Conversations, ConversationsTable } from '../conversations/index.ts';
import { deriveSecret, deriveToken, hashSecret } from '../platform/ids/index.ts';
import type { Asked } from './form-scope.ts';
import type { HeldCookie } from './held-cookie.ts';

/** A conversation that whoever asks may read and write in. */
export type Own = {
  row: ConversationsTable;
  /** What their files are uploaded by. */
  keyHash: string;
  /** For whom addresses of files are signed. */
  by: { kind: 'key' | 'user'; hash: string };
};

type Options = { conversations: Conversations; forms: PortalForms; cookie: HeldCookie; secret: string };

/** [HC16] Whose conversations are whose: guests' by what their browser holds, users' by their login, nobody's by an id. */
export class Mine {
  readonly #o: Options;
  readonly #key: string;

  constructor(options: Options) {
    this.#o = options;
    this.#key = deriveSecret(options.secret, 'help-conversations');
  }

  /** All that whoever asks may read, what was said last first. */
  async findAll({ request, place, reader }: Asked): Promise<Own[]> {
    const { conversations, forms, cookie } = this.#o;
    const { site } = place;
    const contact = await forms.findContact(request);
    const token = cookie.read(request, site);
    const held = token === null ? [] : await conversations.held.findAll(site, token, null);
    const all: Own[] = held
      // Somebody else was logged in here before: what is theirs is not shown beside this login [CNV7].
      .filter(({ row }) => row.contact_id === null || row.contact_id === contact?.id)
      .map(({ row, keyHash }) => ({ row, keyHash, by: { kind: 'key', hash: keyHash } }));
    if (contact && reader.user) {
      const keyHash = hashSecret(deriveToken(this.#key, JSON.stringify([site.id, 'user', reader.user.id])));
      const by = { kind: 'user', hash: reader.user.session } as const;
      for (const row of await conversations.tickets.findOfContact(site.id, contact.id))
        if (!all.some((one) => one.row.id === row.id)) all.push({ row, keyHash, by });
    }
    const lastAt = ({ row }: Own) => row.last_message_at ?? row.started_at;
    return all.sort((a, b) => lastAt(b) - lastAt(a));
  }

  /** The one that an address names; null for what is not theirs, as for what there is not. */
  async find(asked: Asked): Promise<Own | null> {
    const { conversation } = asked.request.params as { conversation: string };
    if (!isId('cv', conversation)) return null;
    return (await this.findAll(asked)).find(({ row }) => row.id === conversation) ?? null;
  }

  /**
   * The token by which a guest's browser holds, or is going to hold, its conversations: that of its cookie where it was
   * given out here, else one that follows from the form, so that the same form twice has the same one.
   */
  async findToken({ request, place, reader }: Asked, client: string): Promise<string> {
    const { conversations, cookie } = this.#o;
    const { site } = place;
    const token = cookie.read(request, site);
    if (token !== null && (await conversations.held.isGood(site.id, token))) return token;
    return deriveToken(this.#key, JSON.stringify([site.id, 'guest', reader.guest, client]));
  }

  /** The key that a user's form begins a conversation with: their login opens it, not the key. */
  userKeyOf(site: string, user: string, client: string): string {
    return deriveToken(this.#key, JSON.stringify([site, 'form', user, client]));
  }
}
