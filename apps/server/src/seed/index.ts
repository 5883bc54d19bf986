import { encodeBase64Url, type Member, type SiteId } from '@porchlight/protocol';
import { createAccounts, findMembers } from '../accounts/index.ts';
import { Articles } from '../articles/index.ts';
import type { Config } from '../config/index.ts';
import { Conversations, noLogins } from '../conversations/index.ts';
import { Engagements } from '../engagements/index.ts';
import { openCountryFinder, readUserAgent } from '../platform/agents/index.ts';
import { createLocalBus } from '../platform/bus/index.ts';
import { type Clock, fakeClock } from '../platform/clock/index.ts';
import { DatabaseUnusableError, type Storage } from '../platform/db/index.ts';
import { newId, newSecret } from '../platform/ids/index.ts';
import { type Site, Sites } from '../sites/index.ts';
import { Visits } from '../visits/index.ts';
import { seedComments } from './comments.ts';
import { type SeededVisit, seededAgents, seededVisitors } from './history.ts';
import { seedManual } from './manual.ts';

export const demoSiteId: SiteId = 'st_lanterna';

/** The demo's logins: known to everybody, so they exist on loopback only. */
export const demoLogins = {
  admin: { name: 'Alma Reyes', email: 'alma@porchlight.example', password: 'light-the-porch', roles: ['admin'] },
  mia: { name: 'Mia Lindqvist', email: 'mia@porchlight.example', password: 'light-the-porch', roles: ['agent'] },
  jonas: { name: 'Jonas Weber', email: 'jonas@porchlight.example', password: 'light-the-porch', roles: ['agent'] },
} as const;

const noLimit = async () => undefined;
const demoEmails = new Set<string>(Object.values(demoLogins).map((login) => login.email));

/** [CFG4] Throws DatabaseUnusableError where production would be reachable by the demo's logins. */
export async function refuseDemo(storage: Storage): Promise<void> {
  if ((await findMembers(storage)).some((member) => demoEmails.has(member.email)))
    throw new DatabaseUnusableError(
      'This database holds the demo, whose passwords everybody knows. Choose another with --data or --database-url.',
    );
}

/**
 * Seeds the demo the first time: a site, three members, a little history. Later it only keeps the site's
 * domains in step with the port. Everything goes through the features' own doors. Throws DatabaseUnusableError
 * on the database of an installation that is no demo [CFG4].
 */
export async function seedDemo({
  storage,
  config,
  clock,
}: {
  storage: Storage;
  config: Config;
  clock: Clock;
}): Promise<void> {
  const sites = new Sites(storage, clock);
  await sites.load();
  const domains = [config.origins.shop, config.origins.blog].flatMap((origin) =>
    origin ? [new URL(origin).host] : [],
  );
  const known = sites.findSite(demoSiteId);
  if (known) {
    const missing = domains.filter((domain) => !known.domains.includes(domain));
    if (missing.length > 0) await sites.changeSite(demoSiteId, { domains: [...known.domains, ...missing].slice(-50) });
    return;
  }
  const present = await findMembers(storage);
  if (sites.readAll().length > 0 || present.some((member) => !demoEmails.has(member.email)))
    throw new DatabaseUnusableError(
      'This database belongs to an installation that is no demo. Run "npm run serve" on it, or choose another with --data or --database-url.',
    );
  const past = fakeClock(clock.now());
  const bus = createLocalBus({ onError: (error) => console.error(error) });
  const accounts = createAccounts({
    storage,
    clock: past,
    bus,
    isHttps: false,
    workspaceOrigin: config.origins.workspace,
    // Nobody logs in here.
    readSites: () => [],
    findSiteOf: { conversation: async () => null, visit: async () => null, visitor: async () => null },
    secret: newSecret(),
    findCountry: () => null,
  });
  const members: Record<string, Member> = {};
  for (const [key, { roles, ...login }] of Object.entries(demoLogins)) {
    const known = present.find((member) => member.email === login.email);
    members[key] = known ?? (await accounts.addMember({ ...login, roles: [...roles] }));
  }
  // After the logins: where the site is, a start that was cut off counts as done.
  const site = await sites.addSite({ id: demoSiteId, name: 'Lanterna & Larder', domains });
  await sites.changeSite(demoSiteId, {
    greeting: 'Hello! Ask us about lamps, delivery or anything else.',
    expectedReply: 'hours',
    registration: 'open',
  });
  const visits = new Visits({
    storage,
    clock: past,
    bus,
    sites,
    findCountry: openCountryFinder(),
    allowNewVisitor: noLimit,
  });
  const engagements = new Engagements({ storage, clock: past, visits });
  const conversations = new Conversations({
    storage,
    clock: past,
    bus,
    sites,
    visits,
    engagements,
    logins: noLogins,
    secret: newSecret(),
    allowMessage: noLimit,
  });
  for (const visitor of seededVisitors) {
    let id: Awaited<ReturnType<typeof seedVisit>> | null = null;
    for (const visit of visitor) {
      past.set(clock.now() - visit.hoursAgo * 3_600_000);
      id = await seedVisit(
        { visits, conversations, past, site, shop: config.origins.shop ?? 'http://shop.localhost', members },
        visit,
        id,
      );
    }
  }
  await visits.flush();
  const articles = new Articles(storage, clock);
  await seedManual(articles, site.id);
  const alma = (await findMembers(storage)).find(({ email }) => email === demoLogins.admin.email);
  if (alma) await seedComments({ storage, clock, articles }, site.id, alma);
}

type Stage = {
  visits: Visits;
  conversations: Conversations;
  past: ReturnType<typeof fakeClock>;
  site: Site;
  shop: string;
  members: Record<string, Member>;
};

async function seedVisit(
  { visits, conversations, past, site, shop, members }: Stage,
  seeded: SeededVisit,
  known: `vi_${string}` | null,
) {
  const agent = readUserAgent(seededAgents[seeded.browser]);
  const tab = newId('tb');
  let visitor = known;
  let visit: `vs_${string}` | null = null;
  for (const [path, title] of seeded.pages) {
    const recorded = await visits.recordPageView(
      site,
      {
        v: 1,
        visitor,
        visit,
        jar: 'first-party-cookie',
        steps: [],
        session: null,
        others: [],
        handoff: null,
        adopted: [],
        tab,
        view: newId('pv'),
        kind: 'load',
        url: `${shop}${path}`,
        title,
        referrer: visit ? '' : seeded.referrer,
        language: seeded.language,
        timeZone: seeded.timeZone,
        screen: { width: 1440, height: 900 },
        sections: [],
        attributes: {},
        previous: null,
        consent: 'granted',
      },
      { ip: seeded.ip, agent },
    );
    visitor = recorded.visit.visitor;
    visit = recorded.visit.id;
    past.advance(50_000);
  }
  const told = seeded.conversation;
  const [first, ...later] = told?.lines ?? [];
  if (!told || !first || !visitor) return visitor;
  const { conversation } = await conversations.start(
    site,
    encodeBase64Url(Buffer.from(newSecret(), 'base64url')),
    {
      clientId: newId('ms'),
      text: first[1],
      visitor,
      visit,
      offer: null,
      contact: { name: told.name ?? null, email: told.email ?? null },
    },
    seeded.ip,
  );
  const grant = { kind: 'visitor', site, conversation: conversation.id, visitor, keyHash: '' } as const;
  let last: Member | undefined;
  for (const [who, text] of later) {
    past.advance(70_000);
    const message = { clientId: newId('ms'), text };
    const member = who === 'visitor' ? undefined : (members[who] ?? last ?? members.mia);
    if (!member) await conversations.sendAsVisitor(grant, message);
    else if (who === 'note')
      await conversations.desk.addNote(conversation.id, { id: member.id, name: member.name }, message);
    else await conversations.desk.sendAsMember(conversation.id, { id: member.id, name: member.name }, message);
    last = member ?? last;
  }
  const { head } = (await conversations.open(conversation.id)).conversation;
  if (last) {
    await conversations.raiseReceipt(conversation.id, 'agent', { deliveredSeq: head, readSeq: head });
    await conversations.raiseReceipt(conversation.id, 'visitor', { deliveredSeq: head, readSeq: head });
  }
  if (told.isEnded) await conversations.end(conversation.id, 'agent');
  if (told.rating) await conversations.rate(conversation.id, told.rating[0], told.rating[1]);
  return visitor;
}
