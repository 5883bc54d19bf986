import type { ApiTokenId, AuditId, MemberId, SiteId, TeamId } from './ids.ts';

/** What somebody who logs in to the workspace may do; one list for server and workspace. */
export const roles = ['admin', 'supervisor', 'agent', 'viewer'] as const;
export type Role = (typeof roles)[number];

export const permissions = [
  'conversations.read',
  'conversations.reply',
  /** Take over a colleague's conversation, hand on, put back. */
  'conversations.assign',
  'visitors.read',
  'visitors.offer',
  'visitors.part',
  'reports.read',
  'sites.read',
  'sites.change',
  'identity.inspect',
  /** Write, publish and sort the help center's articles, and read what visitors made of them. */
  'articles.edit',
  /** Decide which comments on articles are shown, answer them, and set how they are taken. */
  'comments.moderate',
  'members.read',
  'members.change',
  'users.change',
  'security.change',
  'audit.read',
  'tokens.change',
] as const;
export type Permission = (typeof permissions)[number];

/** The roles as lists of permissions: the one place. */
export const permissionsOf: Readonly<Record<Role, readonly Permission[]>> = {
  admin: permissions,
  supervisor: [
    'conversations.read',
    'conversations.reply',
    'conversations.assign',
    'visitors.read',
    'visitors.offer',
    'visitors.part',
    'reports.read',
    'sites.read',
    'identity.inspect',
    'articles.edit',
    'comments.moderate',
    'members.read',
  ],
  agent: ['conversations.read', 'conversations.reply', 'visitors.read', 'visitors.offer', 'visitors.part'],
  viewer: ['conversations.read', 'visitors.read', 'reports.read', 'sites.read'],
};

/** Which interface a permission is used in [AUTH1]; a member may log in where their roles give them any. */
export const adminPermissions: readonly Permission[] = [
  'reports.read',
  'sites.read',
  'sites.change',
  'identity.inspect',
  'articles.edit',
  'comments.moderate',
  'members.read',
  'members.change',
  'users.change',
  'security.change',
  'audit.read',
  'tokens.change',
];

/** What these roles permit together, in the order of `permissions`. */
export function permissionsOfRoles(of: readonly Role[]): Permission[] {
  return permissions.filter((one) => of.some((role) => permissionsOf[role].includes(one)));
}

/** Tells whether these roles let somebody log in to one of the workspace's two interfaces. */
export function mayEnter(of: readonly Role[], kind: 'agent' | 'admin'): boolean {
  return permissionsOfRoles(of).some((one) => adminPermissions.includes(one) === (kind === 'admin'));
}

/** What one may log in to: three interfaces, three sessions [AUTH1]. */
export type LoginInterface = 'agent' | 'admin' | 'portal';

export type SecondFactor = 'totp' | 'passkey' | 'recovery-code';

/** `POST /api/{interface}/second-factor`. `response` is what the browser's authenticator answered, as JSON. */
export type SecondFactorRequest =
  | { pending: string; factor: 'totp' | 'recovery-code'; code: string }
  | { pending: string; factor: 'passkey'; response: unknown };

/**
 * `POST /api/{interface}/confirmation`: "confirm it is you". Sensitive routes answer `confirmation_needed` (403) where
 * the last one, or the login, is more than ten minutes ago, or the login was a remembered one [REM2].
 */
export type ConfirmationRequest =
  | { password: string }
  | { factor: 'totp'; code: string }
  | { factor: 'passkey'; response: unknown };

/**
 * `POST /api/admin/enter` with an agent's session: what a login asks, so `second-factor` may be the answer [AUTH1]. The
 * options for the passkey are those of `POST /api/agent/confirmation/passkey-options`.
 */
export type EnterAdminRequest = { password: string } | { factor: 'passkey'; response: unknown };

/** `GET /api/{interface}/sessions`: where one is signed in; `DELETE …/{id}` ends one, `DELETE …` all but this one. */
export type SignedIn = {
  id: string;
  interface: LoginInterface;
  device: string;
  browser: string;
  os: string;
  country: string | null;
  createdAt: number;
  lastUsedAt: number;
  isRemembered: boolean;
  isThisOne: boolean;
  /** False: nothing is open there now, but that browser is remembered and may log in again by itself. */
  isOpen: boolean;
};
export type SignedInAnswer = { sessions: SignedIn[] };

/** What an account is told at its next login. `at` in ms. */
export type AccountNotice = { kind: 'remembered-login-reused'; at: number };

/** `PUT /api/{interface}/password`: every other session and every remembered login ends [REM2]. */
export type ChangePasswordRequest = { current: string; password: string };

/** `PATCH /api/{interface}/profile`; answers like `GET …/session`. */
export type ChangeProfileRequest = { name: string };

/** `GET /api/admin/members`: everybody with a login; `POST …/invitations`, `PATCH …/{id}`. Times in ms. */
export type MemberRow = {
  id: MemberId;
  name: string;
  email: string;
  roles: Role[];
  /** Null: every site, also those to come. */
  sites: SiteId[] | null;
  teams: string[];
  isInvited: boolean;
  isDeactivated: boolean;
  secondFactors: SecondFactor[];
  lastLoginAt: number | null;
};

/**
 * `PATCH /api/admin/members/{id}`: changes what is named. New roles or sites end the member's sessions; deactivated, the
 * member has no way in, and conversations go back to the queue. `teams` are names: one that is new makes its team.
 */
export type ChangeMemberRequest = {
  name?: string;
  roles?: Role[];
  sites?: SiteId[] | null;
  teams?: string[];
  isDeactivated?: boolean;
};
/** `GET /api/admin/teams`; `POST`, `PATCH …/{id}` changes what is named, `DELETE …/{id}`. A team stays until it is removed. */
export type Team = { id: TeamId; name: string; members: MemberId[] };
export type AddTeamRequest = { name: string; members: MemberId[] };
export type ChangeTeamRequest = Partial<AddTeamRequest>;
export type TeamsAnswer = { teams: Team[] };

/**
 * `GET /api/admin/audit?before=&who=&what=&from=&to=`: newest first, and `audit.csv`. Append-only. `before` is the id of
 * an entry, `what` a name or the part before its dot, `from` and `to` are ms, the latter left out.
 */
export type AuditAnswer = { entries: AuditEntry[]; hasEarlier: boolean };
export type AuditEntry = {
  id: AuditId;
  at: number;
  who: { kind: 'member' | 'user' | 'token' | 'system'; id: string | null; name: string };
  /** A dotted name, `member.roles-changed`. */
  what: string;
  target: { kind: string; id: string; name: string } | null;
  from: { country: string | null; browser: string | null; ip: string | null };
  before: unknown;
  after: unknown;
};

/** `GET/POST /api/admin/tokens`, `DELETE …/{id}`: for integrations, as `Authorization: Bearer pl_…`; told once. */
export type ApiTokensAnswer = { tokens: ApiToken[] };
/** `days`: from 1 to 365, after which it ends by itself. */
export type CreateApiTokenRequest = { name: string; scopes: Permission[]; days: number };
export type CreateApiTokenAnswer = { token: ApiToken; secret: string };
export type ApiToken = {
  id: ApiTokenId;
  name: string;
  scopes: Permission[];
  createdAt: number;
  expiresAt: number;
  lastUsedAt: number | null;
  by: string;
};
