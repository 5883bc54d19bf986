import type { InternalEvent, MemberRef, PublicEvent, Sequenced } from '@porchlight/protocol';
import { Engagements } from '../engagements/index.ts';
import { migrations } from '../migrations/index.ts';
import { createLocalBus } from '../platform/bus/index.ts';
import { fakeClock } from '../platform/clock/index.ts';
import type { StorageKind } from '../platform/db/testing.ts';
import { newId, newSecret } from '../platform/ids/index.ts';
import { Sites } from '../sites/index.ts';
import { buildStart } from '../testing.ts';
import { Visits } from '../visits/index.ts';
import { Conversations } from './conversations.ts';
import type { VisitorGrant } from './keys.ts';
import { type Logins, noLogins } from './logins.ts';
import type { StartConversation } from './schema.ts';

export const mia: MemberRef = { id: 'me_mia-mia-mia-mia', name: 'Mia' };
export const jonas: MemberRef = { id: 'me_jonas-jonas-jonas', name: 'Jonas' };

/** The feature on a storage of its own, without limits of rate, with a clock that tests move. */
export async function buildDesk(kind: StorageKind, logins: Logins = noLogins) {
  const clock = fakeClock(Date.parse('2026-03-02T10:00:00Z'));
  const test = await kind.open({ registryUrl: new URL('../commands.ts', import.meta.url).href, migrations, clock });
  const { storage } = test;
  const bus = createLocalBus({
    onError(error) {
      throw error;
    },
  });
  const sites = new Sites(storage, clock);
  const addSite = () => sites.addSite({ name: 'Shop', domains: ['shop.example'] });
  let site = await addSite();
  const noLimit = async () => undefined;
  const visits = new Visits({ storage, clock, bus, sites, findCountry: () => 'DE', allowNewVisitor: noLimit });
  const conversations = new Conversations({
    storage,
    clock,
    bus,
    sites,
    visits,
    engagements: new Engagements({ storage, clock, visits }),
    logins,
    secret: newSecret(),
    allowMessage: noLimit,
  });
  return {
    clock,
    storage,
    bus,
    sites,
    /** As it is set now. */
    get site() {
      return sites.getSite(site.id);
    },
    visits,
    logins,
    conversations,
    close: () => test.close(),
    /** From now on in a site where nothing has happened yet. */
    async startAfresh() {
      site = await addSite();
    },
    /** Begins a conversation; answers with the visitor's grant and its key. */
    async start(overrides: Partial<StartConversation> = {}, key = newSecret()) {
      const answer = await conversations.start(
        sites.getSite(site.id),
        key,
        buildStart(overrides) as StartConversation,
        '203.0.113.9',
      );
      const grant: VisitorGrant = {
        kind: 'visitor',
        site,
        conversation: answer.conversation.id,
        visitor: answer.visitor,
        keyHash: '',
      };
      return { ...answer, key, grant, id: answer.conversation.id };
    },
    /** Every event of one stream, oldest first. */
    async readStream<K extends 'public' | 'internal'>(id: VisitorGrant['conversation'], stream: K) {
      type Event = K extends 'public' ? PublicEvent : InternalEvent;
      const all: Sequenced<Event>[] = [];
      for (;;) {
        const page = await conversations.findEvents<Event>(id, stream, { after: all.at(-1)?.seq ?? 0 });
        all.push(...page.events);
        if (!page.hasMore) return all;
      }
    },
  };
}

export type Desk = Awaited<ReturnType<typeof buildDesk>>;

export function buildMessage(text = 'Hello', clientId: string = newId('ms')) {
  return { clientId, text };
}
