import type {
  AddTeamRequest,
  AdminSite,
  AdminSitesAnswer,
  ApiTokenId,
  ApiTokensAnswer,
  AuditAnswer,
  ChangeMemberRequest,
  ChangeOidcRequest,
  ChangeTeamRequest,
  CreateApiTokenAnswer,
  CreateApiTokenRequest,
  CreateIdentityKeyAnswer,
  CreateIdentityKeyRequest,
  CreateSiteRequest,
  DoctorCodeAnswer,
  IdentityKeysAnswer,
  IdentityReport,
  InspectedVisit,
  InspectedVisits,
  Invitation,
  InvitationsAnswer,
  InviteRequest,
  JobsAnswer,
  Member,
  MemberId,
  MemberRow,
  MembersAnswer,
  OidcSettingsAnswer,
  RefusedOrigins,
  Role,
  SecondFactorRule,
  SiteId,
  Team,
  TeamId,
  TeamsAnswer,
  UpdateSiteRequest,
  VisitId,
  VisitorId,
} from '@porchlight/protocol';
import { language } from '../messages/index.ts';
import { get, post, request, searchOf } from './requests.ts';

/** One entry of the register as `cookies.json` gives it; fields beyond these are not shown here. */
export type StoredEntry = {
  name: string;
  purpose: string;
  store: string;
  lifetime: string;
  category: string;
  appliesTo: string;
  /** What it needs to appear, in words; empty where it always does. */
  when: string;
  /** Who sets it, where that is not Porchlight; else empty. */
  foreign: string;
};

/** Times in ms; null for no limit. */
export type AuditFilter = { who: string | null; what: string | null; from: number | null; to: number | null };

/** What admins ask about sites, members and the installation. All throw `ApiError`. */
export const adminApi = {
  sites: () => get<AdminSitesAnswer>('/api/admin/sites'),
  createSite: (body: CreateSiteRequest) => post<AdminSite>('/api/admin/sites', body),
  updateSite: (id: SiteId, body: UpdateSiteRequest) => request<AdminSite>('PATCH', `/api/admin/sites/${id}`, body),
  refusedOrigins: (id: SiteId) => get<RefusedOrigins>(`/api/admin/sites/${id}/refused-origins`),
  identityKeys: (id: SiteId) => get<IdentityKeysAnswer>(`/api/admin/sites/${id}/identity-keys`),
  addIdentityKey: (id: SiteId, body: CreateIdentityKeyRequest) =>
    post<CreateIdentityKeyAnswer>(`/api/admin/sites/${id}/identity-keys`, body),
  removeIdentityKey: (id: SiteId, key: string) =>
    request<void>('DELETE', `/api/admin/sites/${id}/identity-keys/${key}`),
  makeDoctorCode: (id: SiteId) => request<DoctorCodeAnswer>('POST', `/api/admin/sites/${id}/doctor-codes`, {}),
  identityReport: (id: SiteId, days: number) => get<IdentityReport>(`/api/admin/sites/${id}/identity?days=${days}`),
  visits: (id: SiteId, asked: { query: string; until: number | null; before: VisitId | null }) =>
    get<InspectedVisits>(`/api/admin/sites/${id}/visits?${searchOf(asked)}`),
  visit: (id: SiteId, visit: VisitId) => get<InspectedVisit>(`/api/admin/sites/${id}/visits/${visit}`),
  partAliasesOfSite: (id: SiteId, visitor: VisitorId, other: VisitorId) =>
    request<void>('DELETE', `/api/admin/sites/${id}/visitors/${visitor}/aliases/${other}`),
  members: () => get<MembersAnswer>('/api/admin/members'),
  changeMember: (id: MemberId, body: ChangeMemberRequest) =>
    request<MemberRow>('PATCH', `/api/admin/members/${id}`, body),
  endLoginsOf: (id: MemberId) => request<void>('DELETE', `/api/admin/members/${id}/sessions`),
  invitations: () => get<InvitationsAnswer>('/api/admin/invitations'),
  invite: (body: InviteRequest) => post<Invitation>('/api/admin/invitations', body),
  inviteAgain: (id: MemberId) => post<void>(`/api/admin/invitations/${id}/mails`),
  withdrawInvitation: (id: MemberId) => request<void>('DELETE', `/api/admin/invitations/${id}`),
  teams: () => get<TeamsAnswer>('/api/admin/teams'),
  addTeam: (body: AddTeamRequest) => post<Team>('/api/admin/teams', body),
  changeTeam: (id: TeamId, body: ChangeTeamRequest) => request<void>('PATCH', `/api/admin/teams/${id}`, body),
  removeTeam: (id: TeamId) => request<void>('DELETE', `/api/admin/teams/${id}`),
  jobs: () => get<JobsAnswer>('/api/admin/jobs'),
  retryJobs: () => post<void>('/api/admin/jobs/revivals'),
  retryJob: (id: string) => post<void>(`/api/admin/jobs/${id}/revivals`),
  putJobAway: (id: string) => request<void>('DELETE', `/api/admin/jobs/${id}`),
  audit: (filter: AuditFilter & { before: string | null }) => get<AuditAnswer>(`/api/admin/audit?${searchOf(filter)}`),
  auditCsv: (filter: AuditFilter) => `/api/admin/audit.csv?${searchOf(filter)}`,
  tokens: () => get<ApiTokensAnswer>('/api/admin/tokens'),
  makeToken: (body: CreateApiTokenRequest) => post<CreateApiTokenAnswer>('/api/admin/tokens', body),
  endToken: (id: ApiTokenId) => request<void>('DELETE', `/api/admin/tokens/${id}`),
  addMember: (body: { name: string; email: string; password: string; roles: Role[] }) =>
    post<Member>('/api/admin/members', body),
  storedEntries: async (id: SiteId) =>
    readStoredEntries(await get<unknown>(`/api/sites/${id}/cookies.json?lang=${language}`)),
  secondFactorRule: () => get<SecondFactorRule>('/api/admin/second-factor-rule'),
  changeSecondFactorRule: (body: SecondFactorRule) =>
    request<SecondFactorRule>('PUT', '/api/admin/second-factor-rule', body),
  resetFactors: (member: MemberId) => request<void>('DELETE', `/api/admin/members/${member}/factors`),
  loginService: () => get<OidcSettingsAnswer>('/api/admin/oidc'),
  changeLoginService: (body: ChangeOidcRequest) => request<OidcSettingsAnswer>('PUT', '/api/admin/oidc', body),
};

/** The register is published for people and machines outside too, so it is read with care. */
function readStoredEntries(answer: unknown): StoredEntry[] {
  const list = Array.isArray(answer) ? answer : (answer as { entries?: unknown } | null)?.entries;
  if (!Array.isArray(list)) return [];
  return list.map((raw: Record<string, unknown>) => ({
    name: textOf(raw.name),
    purpose: textOf(raw.purpose),
    store: textOf(raw.store),
    lifetime: textOf(raw.lifetime),
    category: textOf(raw.category),
    appliesTo: textOf(raw.appliesTo),
    when: textOf(raw.when),
    foreign: textOf(raw.foreign),
  }));
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
