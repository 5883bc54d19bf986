import type {
  InboxDelta,
  InboxItem,
  InboxSnapshot,
  LiveDelta,
  LiveSnapshot,
  Member,
  PresenceSnapshot,
  SiteId,
  SiteRef,
} from '@porchlight/protocol';
import { followEphemeral } from '@porchlight/realtime';
import type { Inbox } from '../inbox/inbox.ts';
import { applyInboxDelta, inboxFromSnapshot } from '../inbox/inbox.ts';
import type { Store } from '../realtime/store.ts';
import { createStore } from '../realtime/store.ts';
import type { WorkspaceSocket } from '../realtime/workspace-socket.ts';
import { openWorkspaceSocket } from '../realtime/workspace-socket.ts';
import type { Live } from '../visitors/live.ts';
import { applyLiveDelta, liveFromSnapshot } from '../visitors/live.ts';
import { keepSite, readSite } from './last-login.ts';
import type { Written } from './written.ts';
import { readWritten, wakeWritten } from './written.ts';

/** What is known of one site from its streams; null until the first snapshot. */
export type SiteDesk = {
  site: SiteRef;
  inbox: Store<Inbox | null>;
  live: Store<Live | null>;
  presence: Store<PresenceSnapshot['members'] | null>;
};

/** Everything that one logged-in agent works with while the window is open. */
export type AgentDesk = {
  me: Member;
  sites: SiteDesk[];
  current: Store<SiteId | null>;
  socket: WorkspaceSocket;
  written: Written;
  /** The desk of the site that is looked at; null when the installation has no site yet. */
  readCurrent(): SiteDesk | null;
  /** Puts an answer of the server into the inbox at once; the stream says the same a moment later. */
  learn(item: InboxItem): void;
  close(): void;
};

/** Connects one agent: inboxes of all their sites, presence and live visitors of each. */
export function openAgentDesk(me: Member, refs: SiteRef[], onSignedOut: () => void): AgentDesk {
  const socket = openWorkspaceSocket('agent', onSignedOut);
  const sites = refs.map((site): SiteDesk => {
    const desk: SiteDesk = {
      site,
      inbox: createStore<Inbox | null>(null),
      live: createStore<Live | null>(null),
      presence: createStore<PresenceSnapshot['members'] | null>(null),
    };
    follow(desk, socket);
    return desk;
  });
  const last = readSite();
  const current = createStore<SiteId | null>((refs.find(({ id }) => id === last) ?? refs[0])?.id ?? null);
  const stopKeeping = keepCurrent(current);
  const written = readWritten(me.id);
  const stopWaking = socket.status.subscribe(() => {
    if (socket.status.get().state === 'open') wakeWritten(written);
  });
  return {
    me,
    sites,
    current,
    socket,
    written,
    readCurrent: () => sites.find((desk) => desk.site.id === current.get()) ?? null,
    learn(item) {
      const inbox = sites.find((desk) => desk.site.id === item.site)?.inbox;
      inbox?.set((now) => now && applyInboxDelta(now, { upserts: [item], removed: [] }));
    },
    close() {
      stopWaking();
      stopKeeping();
      socket.close();
    },
  };
}

/** Notes the site that is worked in, for further tabs and [REM3] the next login. */
function keepCurrent(current: Store<SiteId | null>): () => void {
  const keep = () => {
    const site = current.get();
    if (site !== null) keepSite(site);
  };
  keep();
  return current.subscribe(keep);
}

function follow(desk: SiteDesk, { connection }: WorkspaceSocket): void {
  const { id } = desk.site;
  followEphemeral<InboxSnapshot, InboxDelta>({
    connection,
    stream: `inbox.${id}`,
    onSnapshot: (data) => desk.inbox.set(inboxFromSnapshot(data)),
    onDelta: (data) => desk.inbox.set((now) => now && applyInboxDelta(now, data)),
  });
  followEphemeral<LiveSnapshot, LiveDelta>({
    connection,
    stream: `live.${id}`,
    onSnapshot: (data) => desk.live.set(liveFromSnapshot(data)),
    onDelta: (data) => desk.live.set((now) => now && applyLiveDelta(now, data)),
  });
  // Presence is small: every delta carries the whole, as a snapshot does.
  followEphemeral<PresenceSnapshot, PresenceSnapshot>({
    connection,
    stream: `presence.${id}`,
    onSnapshot: (data) => desk.presence.set(data.members),
    onDelta: (data) => desk.presence.set(data.members),
  });
}
