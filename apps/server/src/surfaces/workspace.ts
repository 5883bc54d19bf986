import type { VisitId } from '@porchlight/protocol';
import { AccountMail, accountMailRoutes } from '../accounts/by-mail/index.ts';
import { createAccounts } from '../accounts/index.ts';
import { ApiTokens } from '../accounts/members/index.ts';
import { Audit } from '../audit/feature.ts';
import { agentRoutes } from '../conversations/index.ts';
import { offerRoutes } from '../engagements/index.ts';
import { presentSiteRef } from '../sites/index.ts';
import { Presence, presenceRoutes } from '../teams/index.ts';
import type { Ground } from './ground.ts';
import type { Service } from './service.ts';

export type Workspace = ReturnType<typeof createWorkspace>;

/** Who works here: members with their logins and tokens, what they are mailed, what is noted of what they change. */
export function createWorkspace(ground: Ground, { conversations }: Service) {
  const { config, clock, storage, bus, sites, visits, secret, isHttps, isMailOn, findCountry, logFailure } = ground;
  const presence = new Presence({ bus, sites });
  const accountMail = new AccountMail({ storage, clock, bus, secret, isMailOn });
  const tokens = new ApiTokens({ storage, clock });
  const accounts = createAccounts({
    storage,
    clock,
    bus,
    isHttps,
    workspaceOrigin: config.origins.workspace,
    secret,
    findCountry,
    allowsLoopback: config.allowsLoopback,
    arePasswordsForced: config.passwords === 'on',
    tellAccount: (member, event, place) => accountMail.tell(member, event, place).catch(logFailure('account not told')),
    readSites: () => sites.readAll().map(presentSiteRef),
    findToken: (secret) => tokens.find(secret),
    findSiteOf: {
      conversation: (id) => conversations.findSiteOf(id),
      visit: async (id) => visits.findOpen(id as VisitId)?.site ?? null,
      visitor: (id) => conversations.cards.findSiteOf(id),
    },
  });
  const audit = new Audit({ storage, clock, findCountry, readWho: accounts.readWho });
  return { presence, accountMail, tokens, accounts, audit };
}

/** Logins, and what agents do: conversations, offers, who is there. */
export function addWorkspace(ground: Ground, { conversations }: Service, workspace: Workspace): void {
  const { http, sites, engagements, findCountry } = ground;
  const { presence, accountMail, accounts, audit } = workspace;
  const { readMember } = accounts;
  accounts.addTo(http);
  accountMailRoutes({ http, mail: accountMail, findCountry, assertPasswords: accounts.assertPasswords });
  offerRoutes({ http, engagements, readMember });
  agentRoutes({
    http,
    sites,
    conversations,
    readMember,
    readAudited: (request) => audit.by(request),
    mayAssign: (actor) => accounts.readRights(actor).permissions.includes('conversations.assign'),
  });
  presenceRoutes({ http, presence, readMember });
}
