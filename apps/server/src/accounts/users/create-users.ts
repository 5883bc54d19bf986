import type { HelpLanguage, SiteId } from '@porchlight/protocol';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Contacts } from '../../contacts/index.ts';
import type { Places } from '../../help-center/index.ts';
import type { Clock } from '../../platform/clock/index.ts';
import type { Storage } from '../../platform/db/index.ts';
import { FormTokens } from '../../platform/form-tokens/index.ts';
import type { Http } from '../../platform/http/index.ts';
import type { JobHandler } from '../../platform/jobs/index.ts';
import type { Sites } from '../../sites/index.ts';
import { Validators } from '../validator.ts';
import { type AuditBy, userAdminRoutes } from './admin-routes.ts';
import { type AccountScope, accountScope } from './page-routes.ts';
import { PortalForms } from './portal-forms.ts';
import { userRoutes } from './routes.ts';
import { defaultUserLimits, type UserSessionLimits } from './rules.ts';
import type { UsersTable } from './tables.ts';
import { UserAdmin } from './user-admin.ts';
import { originOf, type UserSession, UserSessions } from './user-sessions.ts';
import { Users } from './users.ts';

export type UsersFeatureOptions = {
  storage: Storage;
  clock: Clock;
  sites: Sites;
  contacts: Contacts;
  /** The installation's secret. */
  secret: string;
  /** False where nobody said how mail is sent. */
  isMailOn: boolean;
  isHttps: boolean;
  /** The only origin whose pages may change something here, for example `https://help.example`. */
  helpOrigin: string;
  /** Where the messenger's frame comes from. */
  serviceOrigin: string;
  limits?: UserSessionLimits;
  findCountry(address: string): string | null;
  /** [HC16] Whether a guest sent a contact form of this site with this address. */
  hasConversations(site: SiteId, email: string): Promise<boolean>;
};

export type UsersFeature = {
  /** Registers the access checks `portal` and `portal-form`, the pages of accounts, and what admins do with users. */
  addTo(http: Http, places: Places, audit: AuditBy): void;
  /** What pages in the look of accounts are registered by, each with one form [CSRF2]. */
  accountScope(app: FastifyInstance, places: Places): AccountScope;
  /** Adds a user whose address nobody has to prove. Throws `email_taken` and what passwords throw. */
  addUser: Users['add'];
  /** What forms of other features need: who asks, their tokens, codes for their mailboxes. */
  forms: PortalForms;
  /** The user of this site's help center who is logged in; null where nobody is. */
  readUser(request: FastifyRequest, site: SiteId): Promise<UsersTable | null>;
  /** The id of their session, which opens nothing; null where nobody is logged in. */
  findSession(request: FastifyRequest, site: SiteId): Promise<string | null>;
  /** [LANG1] Sets the language of who is logged in. */
  changeLanguage(session: UserSession, language: HelpLanguage): Promise<void>;
  /** Has this browser stay logged in no longer than it is open. */
  forgetBrowser: UserSessions['forgetBrowser'];
  /** Looks up who asked for a code, and mails what fits. */
  sendCode: JobHandler;
  /** Deletes what is over; call it every minute. */
  forgetOver(): Promise<void>;
};

/** Users of sites' help centers: rules AUTH30 to AUTH37, REM1 and CSRF2 in docs/spec/logins.md. */
export function createUsers(options: UsersFeatureOptions): UsersFeature {
  const { storage, clock, secret, isHttps, limits = defaultUserLimits } = options;
  const users = new Users({ ...options, limits });
  const sessions = new UserSessions({
    storage,
    clock,
    secret,
    isHttps,
    limits,
    validators: new Validators(secret),
    onStolen: (user, request) => users.tell(user, 'user-remembered-login-reused', originOf(request)),
  });
  const tokens = new FormTokens(secret, 'portal-form');
  const forms = new PortalForms({ ...options, users, sessions, tokens });
  return {
    addTo(http, places, audit) {
      userRoutes({ ...options, http, places, users, sessions, forms });
      userAdminRoutes({ http, users: new UserAdmin({ ...options, limits }), sites: options.sites, audit });
    },
    addUser: users.add.bind(users),
    accountScope: (app, places) => accountScope(app, { forms, places, isHttps }),
    readUser: async (request, site) => (await sessions.read(request, site)).session?.user ?? null,
    findSession: async (request, site) => (await sessions.read(request, site)).session?.id ?? null,
    forms,
    changeLanguage: (session, language) => users.changeProfile(session, { name: session.user.name, language }),
    forgetBrowser: sessions.forgetBrowser.bind(sessions),
    sendCode: users.sendCode,
    forgetOver: () => users.forgetOver(),
  };
}
