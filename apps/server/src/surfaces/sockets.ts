import type { Server } from 'node:http';
import {
  type ByeCode,
  type ConversationId,
  type DurableStream,
  type ParsedStream,
  type Permission,
  parseStream,
} from '@porchlight/protocol';
import { seesSite } from '../accounts/index.ts';
import type { Conversations } from '../conversations/index.ts';
import { AppError } from '../platform/errors/index.ts';
import { createSockets } from '../platform/sockets/index.ts';
import { type Actor, createRealtime, type MemberActor } from '../realtime/index.ts';
import type { Ground } from './ground.ts';
import type { Service } from './service.ts';
import type { Workspace } from './workspace.ts';

/** Sockets of messengers and of the workspace: who they are, what they may follow, and what opening one means. */
export function addSockets(ground: Ground, { conversations }: Service, { accounts, presence }: Workspace) {
  const { config, clock, bus, epoch, http, hosts, sites, visits, logFailure } = ground;

  const noteWindow = (actor: Actor, isOpen: boolean) => {
    if (actor.kind !== 'visitor') return;
    conversations.noteWindow(actor.conversation, isOpen).catch(logFailure('presence not told'));
  };
  const realtime = createRealtime({
    bus,
    clock,
    epoch,
    async authenticate(token, surface): Promise<Actor | { error: ByeCode }> {
      if (surface === 'workspace') return accounts.authenticateSocket(token);
      try {
        const grant = await conversations.keys.access(token);
        return {
          kind: 'visitor',
          site: grant.site.id,
          visitor: grant.visitor,
          conversation: grant.conversation,
          grant: grant.keyHash,
        };
      } catch (error) {
        if (error instanceof AppError) return { error: error.code === 'token_revoked' ? 'revoked' : 'unauthenticated' };
        throw error;
      }
    },
    async authorize(actor, stream) {
      if (actor.kind === 'visitor') return 'conversation' in stream && stream.conversation === actor.conversation;
      const needs = neededFor[stream.kind];
      if (actor.interface !== (stream.kind === 'site' ? 'admin' : 'agent')) return false;
      if (needs && !actor.permissions.includes(needs)) return false;
      if ('site' in stream) return sites.findSite(stream.site) !== null && seesSite(actor, stream.site);
      const site = await conversations.findSiteOf(stream.conversation);
      return site !== null && seesSite(actor, site);
    },
    async snapshot(_actor, stream) {
      if (stream.kind === 'typing') return { data: { typing: [] } };
      if (!('site' in stream)) return null;
      if (stream.kind === 'inbox') return { data: await conversations.desk.readInbox(sites.getSite(stream.site)) };
      if (stream.kind === 'live') return { data: visits.readLive(stream.site) };
      if (stream.kind === 'presence') return { data: presence.readPresence(stream.site) };
      return { data: visits.readActivity(stream.site) };
    },
    heads: (streams) => findHeads(conversations, streams),
    onTyping(actor, conversation, isTyping) {
      if (actor.kind === 'member' && !actor.permissions.includes('conversations.reply')) return;
      const side = actor.kind === 'visitor' ? 'visitor' : 'agent';
      conversations.tellTyping(conversation, side, actor.kind === 'member' ? actor.name : null, isTyping);
    },
    onInput(actor) {
      if (actor.kind === 'member') accounts.noteInput(actor).catch(logFailure('input not noted'));
    },
    onOpen(actor) {
      if (isSeated(actor)) presence.enter({ ...actor, id: actor.memberId });
      noteWindow(actor, true);
    },
    onClose(actor) {
      if (isSeated(actor)) presence.leave({ ...actor, id: actor.memberId });
      noteWindow(actor, false);
    },
    onError: logFailure('realtime failed'),
  });
  const sockets = createSockets({
    findSurface(host) {
      const surface = hosts.get(host);
      return surface === 'service' || surface === 'workspace' ? { surface, origin: config.origins[surface] } : null;
    },
    onSocket: (socket, surface) => realtime.accept(socket, surface),
  });
  sockets.attach(http.app.server as Server);

  return { sockets, realtime };
}

/** [AUTH8] What a member needs for each stream; every agent may see who is there. */
const neededFor: Record<ParsedStream['kind'], Permission | null> = {
  conversation: 'conversations.read',
  internal: 'conversations.read',
  typing: 'conversations.read',
  inbox: 'conversations.read',
  live: 'visitors.read',
  presence: null,
  site: 'sites.read',
};

/** Tells whether visitors may count on this socket's member: somebody who may answer, at the agents' side. */
function isSeated(actor: Actor): actor is MemberActor {
  return actor.kind === 'member' && actor.interface === 'agent' && actor.permissions.includes('conversations.reply');
}

async function findHeads(
  conversations: Conversations,
  streams: readonly DurableStream[],
): Promise<Record<string, number>> {
  const parsed = streams.flatMap((name) => {
    const stream = parseStream(name);
    return stream && 'conversation' in stream ? [{ name, ...stream }] : [];
  });
  const heads = await conversations.findHeads([...new Set(parsed.map((one) => one.conversation as ConversationId))]);
  return Object.fromEntries(
    parsed.map(({ name, kind, conversation }) => [
      name,
      heads.get(conversation)?.[kind === 'internal' ? 'internal' : 'public'] ?? 0,
    ]),
  );
}
