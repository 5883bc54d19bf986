import type {
  ApiTokensAnswer,
  MemberId,
  MemberRow,
  MembersAnswer,
  Permission,
  Team,
  TeamsAnswer,
} from '@porchlight/protocol';
import type { FastifyRequest } from 'fastify';
import type { Audit } from '../../audit/index.ts';
import type { Bus } from '../../platform/bus/index.ts';
import type { Clock } from '../../platform/clock/index.ts';
import type { Storage } from '../../platform/db/index.ts';
import { type Http, readBy } from '../../platform/http/index.ts';
import { publishRevoked } from '../../realtime/index.ts';
import type { Rights } from '../permission-access.ts';
import { presentMemberRow } from '../present.ts';
import type { ApiTokens } from './api-tokens.ts';
import * as commands from './commands.ts';
import * as schema from './schema.ts';
import * as store from './store.ts';

type Options = {
  http: Http;
  storage: Storage;
  clock: Clock;
  bus: Bus;
  audit: Audit;
  tokens: ApiTokens;
  /** Who asks, with what they may do. */
  readGiver(actor: unknown): Rights & { id: MemberId; name: string };
  findFactors(): Promise<{ totp: ReadonlySet<MemberId>; passkey: ReadonlySet<MemberId> }>;
  /** Puts the conversations of somebody who is gone back to the queue; `by` who saw to it. */
  releaseAllOf(member: MemberId, by: { id: MemberId; name: string }): Promise<void>;
};

/** Members with their roles, sites and teams, and tokens for integrations. */
export function memberRoutes(options: Options): void {
  const { http, storage, clock, bus, audit, tokens, readGiver } = options;
  const guard = (needs: Permission, confirms = false) =>
    ({ constraints: { surface: 'workspace' }, config: { access: 'admin', needs, confirms } }) as const;
  const changing = guard('members.change', true);

  async function findMembers(): Promise<MemberRow[]> {
    const [rows, teams, factors] = await Promise.all([
      store.findAllMembers(storage.read),
      store.findTeams(storage.read),
      options.findFactors(),
    ]);
    return rows.map((row) => ({
      ...presentMemberRow(row),
      teams: teams.filter(({ members }) => members.includes(row.id)).map(({ name }) => name),
      secondFactors: (['totp', 'passkey'] as const).filter((kind) => factors[kind].has(row.id)),
    }));
  }

  async function findTeams(): Promise<Team[]> {
    const teams = await store.findTeams(storage.read);
    return teams.map(({ id, name, members }) => ({ id, name, members }));
  }

  http.app.get('/api/admin/members', guard('members.read'), async (): Promise<MembersAnswer> => {
    return { members: await findMembers() };
  });

  http.app.patch<{ Params: { member: string } }>('/api/admin/members/:member', changing, async (request) => {
    const change = readBy(schema.changeMember, request.body) as commands.MemberChange;
    const giver = readGiver(request.actor);
    const { member, ended } = await storage.execute(commands.changeMember, {
      id: request.params.member,
      change,
      giver: { id: giver.id, permissions: giver.permissions, sites: giver.sites },
      by: audit.by(request),
      at: clock.now(),
    });
    publishRevoked(bus, 'sessions', ended);
    // Also when asked again: what a crash left undone is done then.
    if (change.isDeactivated) await options.releaseAllOf(member.id, { id: giver.id, name: giver.name });
    return (await findMembers()).find(({ id }) => id === member.id);
  });

  http.app.delete<{ Params: { member: string } }>(
    '/api/admin/members/:member/sessions',
    changing,
    async (request, reply) => {
      const { id, permissions, sites } = readGiver(request.actor);
      const ended = await storage.execute(commands.endLoginsOf, {
        id: request.params.member,
        giver: { id, permissions, sites },
        by: audit.by(request),
        at: clock.now(),
      });
      publishRevoked(bus, 'sessions', ended);
      return reply.status(204).send();
    },
  );

  http.app.get('/api/admin/teams', guard('members.read'), async (): Promise<TeamsAnswer> => {
    return { teams: await findTeams() };
  });

  http.app.post('/api/admin/teams', guard('members.change'), async (request, reply) => {
    const input = readBy(schema.addTeam, request.body);
    const id = await storage.execute(commands.addTeam, { ...input, ...when(request) });
    return reply.status(201).send((await findTeams()).find((team) => team.id === id));
  });

  type OfTeam = { Params: { team: string } };
  http.app.patch<OfTeam>('/api/admin/teams/:team', guard('members.change'), async (request, reply) => {
    const change = readBy(schema.changeTeam, request.body);
    await storage.execute(commands.changeTeam, { id: request.params.team, ...change, ...when(request) });
    return reply.status(204).send();
  });

  http.app.delete<OfTeam>('/api/admin/teams/:team', guard('members.change'), async (request, reply) => {
    await storage.execute(commands.removeTeam, { id: request.params.team, ...when(request) });
    return reply.status(204).send();
  });

  http.app.get('/api/admin/tokens', guard('tokens.change'), async (): Promise<ApiTokensAnswer> => {
    return { tokens: await tokens.findAll() };
  });

  http.app.post('/api/admin/tokens', guard('tokens.change', true), async (request, reply) => {
    const input = readBy(schema.createToken, request.body);
    return reply.status(201).send(await tokens.add(readGiver(request.actor), input, audit.by(request)));
  });

  http.app.delete<{ Params: { token: string } }>(
    '/api/admin/tokens/:token',
    guard('tokens.change'),
    async (request, reply) => {
      await tokens.end(request.params.token, audit.by(request));
      return reply.status(204).send();
    },
  );

  function when(request: FastifyRequest) {
    return { by: audit.by(request), at: clock.now() };
  }
}
