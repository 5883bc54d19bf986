import type {
  Accepted,
  AcceptInvitationRequest,
  AddTeamRequest,
  AdminSite,
  AdminSitesAnswer,
  AgentConversation,
  AnswerCommentRequest,
  ApiTokenId,
  ApiTokensAnswer,
  AppearanceAnswer,
  ArticleAnswer,
  ArticleId,
  ArticleImageAnswer,
  ArticleRequest,
  AuditAnswer,
  AvailabilityRequest,
  BeginOidcAnswer,
  BeginOidcRequest,
  CategoryId,
  CategoryRequest,
  ChangeMemberRequest,
  ChangeOidcRequest,
  ChangePasswordRequest,
  ChangeProfileRequest,
  ChangeTeamRequest,
  ChangeUserRequest,
  ColourScheme,
  CommentId,
  CommentSettings,
  CommentState,
  CommentsAnswer,
  CompleteResetRequest,
  ConfirmationRequest,
  ConfirmationWays,
  ConversationId,
  CreateApiTokenAnswer,
  CreateApiTokenRequest,
  CreateIdentityKeyAnswer,
  CreateIdentityKeyRequest,
  CreateSiteRequest,
  DecideCommentRequest,
  DoctorCodeAnswer,
  EmailChangeRequest,
  EnrolledAnswer,
  EnterAdminRequest,
  ErrorBody,
  ErrorCode,
  ErrorKind,
  EventsPage,
  FactorsAnswer,
  FileId,
  FileLinks,
  FinishOidcAnswer,
  FinishOidcRequest,
  GroupId,
  GroupRequest,
  GroupsAnswer,
  HelpAppearance,
  HelpCenterAnswer,
  HelpLanguage,
  HelpReport,
  HelpRights,
  HelpSettings,
  IdentityKeysAnswer,
  IdentityReport,
  InboxAnswer,
  InboxItem,
  InboxView,
  InspectedVisit,
  InspectedVisits,
  InternalEvent,
  Invitation,
  InvitationsAnswer,
  InviteRequest,
  InviteUserRequest,
  JobsAnswer,
  LinkRequest,
  LoginAnswer,
  LoginOptions,
  LoginRequest,
  LookAnswer,
  LookRequest,
  Member,
  MemberId,
  MemberRow,
  MembersAnswer,
  MoveRequest,
  Offer,
  OfferRequest,
  OidcSettingsAnswer,
  PasskeyId,
  PasskeyOptionsAnswer,
  PasswordResetRequest,
  PreviewAnswer,
  PreviewRequest,
  PublicEvent,
  PublishRequest,
  ReceiptRequest,
  RecoveryCodesAnswer,
  RefusedOrigins,
  RevisionAnswer,
  RevisionsAnswer,
  Role,
  SaveTextRequest,
  SecondFactorRequest,
  SecondFactorRule,
  SendMessageRequest,
  SessionAnswer,
  SetupRequest,
  SignedInAnswer,
  SiteId,
  SocketTokenAnswer,
  Team,
  TeamId,
  TeamsAnswer,
  TotpEnrolment,
  UpdateSiteRequest,
  UploadState,
  UserGroupsRequest,
  UserId,
  UsersAnswer,
  VisitId,
  VisitorCard,
  VisitorId,
} from '@porchlight/protocol';
import { language, t } from './messages/index.ts';

/** Which of the two sessions of this origin a request belongs to [AUTH1]. */
export type Interface = 'agent' | 'admin';

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

/** The server's half of an upload, as members use it. All throw `ApiError`. */
export type UploadRequests = {
  begin(
    body: { clientId: string; name: string; type: string; size: number },
    signal: AbortSignal,
  ): Promise<UploadState>;
  read(upload: FileId, signal: AbortSignal): Promise<UploadState>;
  send(upload: FileId, offset: number, part: Blob, signal: AbortSignal): Promise<UploadState>;
};

/** A refusal by the server, or no answer at all (`offline`). `message` is for people when no better text exists. */
export class ApiError extends Error {
  readonly kind: ErrorKind | 'offline';
  readonly code: ErrorCode | 'offline' | 'unknown';
  readonly problems: { path: string; message: string }[];
  /** Seconds after which the server lets another attempt through; null when it did not say. */
  readonly retryAfterS: number | null;

  constructor(
    kind: ErrorKind | 'offline',
    code: ErrorCode | 'offline' | 'unknown',
    message: string,
    problems: { path: string; message: string }[] = [],
    retryAfterS: number | null = null,
  ) {
    super(message);
    this.name = 'ApiError';
    this.kind = kind;
    this.code = code;
    this.problems = problems;
    this.retryAfterS = retryAfterS;
  }

  /** Whether the same request may succeed later without anybody changing it. */
  get isPassing(): boolean {
    return ['offline', 'unavailable', 'internal', 'limited'].includes(this.kind);
  }
}

let confirmIdentity: (at: Interface) => Promise<boolean> = async () => false;

/** Says who asks the member to confirm that it is they; it answers whether they did [REM2]. */
export function onConfirmationNeeded(ask: (at: Interface) => Promise<boolean>): void {
  confirmIdentity = ask;
}

/** Sends a request; what the server wants confirmed first is confirmed by the member, and sent again. */
async function request<T>(method: string, path: string, body?: unknown, signal?: AbortSignal): Promise<T> {
  try {
    return await send<T>(method, path, body, signal);
  } catch (error) {
    if (!(error instanceof ApiError) || error.code !== 'confirmation_needed') throw error;
    const isConfirmed = await confirmIdentity(path.startsWith('/api/admin/') ? 'admin' : 'agent');
    if (!isConfirmed) throw new ApiError('forbidden', 'unknown', t.account.notConfirmed);
    return send<T>(method, path, body, signal);
  }
}

async function send<T>(method: string, path: string, body?: unknown, signal?: AbortSignal): Promise<T> {
  const isBytes = body instanceof Blob;
  let response: Response;
  try {
    response = await fetch(path, {
      method,
      credentials: 'same-origin',
      headers: body === undefined ? {} : { 'content-type': isBytes ? 'application/octet-stream' : 'application/json' },
      body: body === undefined ? null : isBytes ? body : JSON.stringify(body),
      signal: signal ?? null,
    });
  } catch (cause) {
    throw new ApiError('offline', 'offline', cause instanceof Error ? cause.message : 'The server cannot be reached.');
  }
  if (response.status === 204) return undefined as T;
  const answer: unknown = await response.json().catch(() => null);
  if (response.ok) return answer as T;
  throw readError(response, answer);
}

/** What a refusal says; `answer` is its body, null where that is none. */
export function readError(response: Response, answer: unknown): ApiError {
  const error = (answer as Partial<ErrorBody> | null)?.error;
  const retryAfter = Number(response.headers.get('retry-after'));
  const retryAfterS = Number.isFinite(retryAfter) && retryAfter > 0 ? retryAfter : null;
  if (!error) {
    const kind = response.status >= 502 ? 'unavailable' : response.status === 404 ? 'not-found' : 'internal';
    return new ApiError(kind, 'unknown', `The server answered ${response.status}.`, [], retryAfterS);
  }
  return new ApiError(error.kind, error.code, error.message, error.problems ?? [], retryAfterS);
}

const get = <T>(path: string) => request<T>('GET', path);
const post = <T>(path: string, body: unknown = {}) => request<T>('POST', path, body);

/** Every request that the workspace makes, in one place. All throw `ApiError`. */
export const api = {
  login: (at: Interface, body: LoginRequest) => post<LoginAnswer>(`/api/${at}/login`, body),
  logout: (at: Interface) => post<void>(`/api/${at}/logout`),
  session: (at: Interface) => get<SessionAnswer>(`/api/${at}/session`),
  resume: (at: Interface) => post<SessionAnswer>(`/api/${at}/resume`),
  enterAdmin: (body: EnterAdminRequest) => post<LoginAnswer>('/api/admin/enter', body),
  confirm: (at: Interface, body: ConfirmationRequest) => post<void>(`/api/${at}/confirmation`, body),
  signedIn: (at: Interface) => get<SignedInAnswer>(`/api/${at}/sessions`),
  endSignedIn: (at: Interface, id: string) => request<void>('DELETE', `/api/${at}/sessions/${id}`),
  endOthers: (at: Interface) => request<void>('DELETE', `/api/${at}/sessions`),
  changePassword: (at: Interface, body: ChangePasswordRequest) => request<void>('PUT', `/api/${at}/password`, body),
  changeProfile: (at: Interface, body: ChangeProfileRequest) =>
    request<SessionAnswer>('PATCH', `/api/${at}/profile`, body),
  readNotices: (at: Interface) => post<void>(`/api/${at}/notices/read`),
  socketToken: (at: Interface) => post<SocketTokenAnswer>(`/api/${at}/socket-tokens`),

  setAvailability: (body: AvailabilityRequest) => request<void>('PUT', '/api/agent/availability', body),
  conversations: (site: SiteId, view: InboxView) =>
    get<InboxAnswer>(`/api/agent/sites/${site}/conversations?view=${view}`),
  conversation: (id: ConversationId) => get<AgentConversation>(`/api/agent/conversations/${id}`),
  events: (id: ConversationId, at: { after: number } | { before: number }) =>
    get<EventsPage<PublicEvent>>(`/api/agent/conversations/${id}/events?${windowOf(at)}`),
  internalEvents: (id: ConversationId, at: { after: number } | { before: number }) =>
    get<EventsPage<InternalEvent>>(`/api/agent/conversations/${id}/internal-events?${windowOf(at)}`),
  sendMessage: (id: ConversationId, body: SendMessageRequest) =>
    post<Accepted>(`/api/agent/conversations/${id}/messages`, body),
  sendNote: (id: ConversationId, body: SendMessageRequest) =>
    post<Accepted>(`/api/agent/conversations/${id}/notes`, body),
  take: (id: ConversationId) => post<{ item: InboxItem }>(`/api/agent/conversations/${id}/take`),
  release: (id: ConversationId) => post<{ item: InboxItem }>(`/api/agent/conversations/${id}/release`),
  end: (id: ConversationId) => post<{ item: InboxItem }>(`/api/agent/conversations/${id}/end`),
  receipt: (id: ConversationId, body: ReceiptRequest) => post<void>(`/api/agent/conversations/${id}/receipts`, body),
  /** How the files of a conversation are brought to the server, as `uploadFile` wants it. */
  uploads(id: ConversationId): UploadRequests {
    const at = `/api/agent/conversations/${id}/uploads`;
    return {
      begin: (body, signal) => request('POST', at, body, signal),
      read: (upload, signal) => request('GET', `${at}/${upload}`, undefined, signal),
      send: (upload, offset, part, signal) => request('PUT', `${at}/${upload}?offset=${offset}`, part, signal),
    };
  },
  fileLinks: (id: ConversationId, file: FileId) =>
    post<FileLinks>(`/api/agent/conversations/${id}/files/${file}/links`),
  partAliases: (id: VisitorId, other: VisitorId) =>
    request<void>('DELETE', `/api/agent/visitors/${id}/aliases/${other}`),
  visitor: (id: VisitorId) => get<VisitorCard>(`/api/agent/visitors/${id}`),
  offer: (visit: VisitId, body: OfferRequest) => post<Offer>(`/api/agent/visits/${visit}/offers`, body),

  sites: () => get<AdminSitesAnswer>('/api/admin/sites'),
  createSite: (body: CreateSiteRequest) => post<AdminSite>('/api/admin/sites', body),
  updateSite: (id: SiteId, body: UpdateSiteRequest) => request<AdminSite>('PATCH', `/api/admin/sites/${id}`, body),
  refusedOrigins: (id: SiteId) => get<RefusedOrigins>(`/api/admin/sites/${id}/refused-origins`),
  identityKeys: (id: SiteId) => get<IdentityKeysAnswer>(`/api/admin/sites/${id}/identity-keys`),
  addIdentityKey: (id: SiteId, body: CreateIdentityKeyRequest) =>
    post<CreateIdentityKeyAnswer>(`/api/admin/sites/${id}/identity-keys`, body),
  removeIdentityKey: (id: SiteId, key: string) =>
    request<void>('DELETE', `/api/admin/sites/${id}/identity-keys/${key}`),
  users: (id: SiteId, query: string) =>
    get<UsersAnswer>(`/api/admin/sites/${id}/users?query=${encodeURIComponent(query)}`),
  changeUser: (id: SiteId, user: UserId, body: ChangeUserRequest) =>
    request<void>('PATCH', `/api/admin/sites/${id}/users/${user}`, body),
  setUserGroups: (id: SiteId, user: UserId, body: UserGroupsRequest) =>
    request<void>('PUT', `/api/admin/sites/${id}/users/${user}/groups`, body),
  groups: (id: SiteId) => get<GroupsAnswer>(`/api/admin/sites/${id}/groups`),
  saveHelpRights: (id: SiteId, body: HelpRights) => request<void>('PUT', `/api/admin/sites/${id}/help-rights`, body),
  addGroup: (id: SiteId, body: GroupRequest) => post<{ id: GroupId }>(`/api/admin/sites/${id}/groups`, body),
  changeGroup: (id: SiteId, group: GroupId, body: GroupRequest) =>
    request<void>('PATCH', `/api/admin/sites/${id}/groups/${group}`, body),
  removeGroup: (id: SiteId, group: GroupId) => request<void>('DELETE', `/api/admin/sites/${id}/groups/${group}`),
  endUserLogins: (id: SiteId, user: UserId) => request<void>('DELETE', `/api/admin/sites/${id}/users/${user}/sessions`),
  inviteUser: (id: SiteId, body: InviteUserRequest) => post<Accepted>(`/api/admin/sites/${id}/users/invitations`, body),
  withdrawUserInvitation: (id: SiteId, invitation: string) =>
    request<void>('DELETE', `/api/admin/sites/${id}/users/invitations/${invitation}`),
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
  lookAtLink: (body: LookRequest) => post<LookAnswer>('/api/links/look', body),
  acceptInvitation: (body: AcceptInvitationRequest) => post<unknown>('/api/invitations/acceptances', body),
  askForReset: (body: PasswordResetRequest) => post<unknown>('/api/password-resets', body),
  completeReset: (body: CompleteResetRequest) => post<void>('/api/password-resets/completions', body),
  changeEmail: (at: Interface, body: EmailChangeRequest) => post<unknown>(`/api/${at}/email-changes`, body),
  confirmEmail: (body: LinkRequest) => post<void>('/api/email-changes/confirmations', body),
  undoEmail: (body: LinkRequest) => post<void>('/api/email-changes/undoings', body),
  storedEntries: async (id: SiteId) =>
    readStoredEntries(await get<unknown>(`/api/sites/${id}/cookies.json?lang=${language}`)),
  secondFactor: (at: Interface, body: SecondFactorRequest) => post<LoginAnswer>(`/api/${at}/second-factor`, body),
  passkeyOptions: (at: Interface, pending: string | null) =>
    post<PasskeyOptionsAnswer>(`/api/${at}/passkey-options`, { pending }),
  passkeyLogin: (at: Interface, response: unknown) => post<LoginAnswer>(`/api/${at}/passkey-login`, { response }),
  confirmationPasskeyOptions: (at: Interface) => post<PasskeyOptionsAnswer>(`/api/${at}/confirmation/passkey-options`),
  factors: (at: Interface) => get<FactorsAnswer>(`/api/${at}/factors`),
  proposeTotp: (at: Interface) => post<TotpEnrolment>(`/api/${at}/factors/totp`),
  activateTotp: (at: Interface, body: { enrolment: string; code: string }) =>
    post<EnrolledAnswer>(`/api/${at}/factors/totp/activation`, body),
  removeTotp: (at: Interface) => request<void>('DELETE', `/api/${at}/factors/totp`),
  newPasskeyOptions: (at: Interface) => post<PasskeyOptionsAnswer>(`/api/${at}/factors/passkeys/options`),
  addPasskey: (at: Interface, body: { name: string; response: unknown }) =>
    post<EnrolledAnswer>(`/api/${at}/factors/passkeys`, body),
  renamePasskey: (at: Interface, id: PasskeyId, name: string) =>
    request<void>('PATCH', `/api/${at}/factors/passkeys/${id}`, { name }),
  removePasskey: (at: Interface, id: PasskeyId) => request<void>('DELETE', `/api/${at}/factors/passkeys/${id}`),
  replaceRecoveryCodes: (at: Interface) => post<RecoveryCodesAnswer>(`/api/${at}/factors/recovery-codes`),
  secondFactorRule: () => get<SecondFactorRule>('/api/admin/second-factor-rule'),
  changeSecondFactorRule: (body: SecondFactorRule) =>
    request<SecondFactorRule>('PUT', '/api/admin/second-factor-rule', body),
  resetFactors: (member: MemberId) => request<void>('DELETE', `/api/admin/members/${member}/factors`),
  loginOptions: () => get<LoginOptions>('/api/login-options'),
  beginAtService: (at: Interface, body: BeginOidcRequest) => post<BeginOidcAnswer>(`/api/${at}/oidc/attempts`, body),
  confirmationWays: (at: Interface) => get<ConfirmationWays>(`/api/${at}/confirmation`),
  confirmAtService: (at: Interface, body: BeginOidcRequest) =>
    post<BeginOidcAnswer>(`/api/${at}/confirmation/oidc-attempts`, body),
  finishAtService: (body: FinishOidcRequest) => post<FinishOidcAnswer>('/api/oidc/completions', body),
  loginService: () => get<OidcSettingsAnswer>('/api/admin/oidc'),
  changeLoginService: (body: ChangeOidcRequest) => request<OidcSettingsAnswer>('PUT', '/api/admin/oidc', body),
  setup: (body: SetupRequest) => post<SessionAnswer>('/api/setup', body),

  appearance: (site: SiteId) => get<AppearanceAnswer>(`/api/admin/sites/${site}/appearance`),
  saveAppearance: (site: SiteId, body: HelpAppearance) =>
    request<void>('PUT', `/api/admin/sites/${site}/appearance`, body),
  saveLogo: (site: SiteId, scheme: ColourScheme, picture: Blob) =>
    request<void>('PUT', `/api/admin/sites/${site}/appearance/logos/${scheme}`, picture),
  removeLogo: (site: SiteId, scheme: ColourScheme) =>
    request<void>('DELETE', `/api/admin/sites/${site}/appearance/logos/${scheme}`),
  helpCenter: (site: SiteId) => get<HelpCenterAnswer>(`/api/admin/sites/${site}/help-center`),
  saveHelpSettings: (site: SiteId, body: HelpSettings) =>
    request<void>('PUT', `/api/admin/sites/${site}/help-center`, body),
  addCategory: (site: SiteId, body: CategoryRequest) =>
    post<{ id: CategoryId }>(`/api/admin/sites/${site}/categories`, body),
  changeCategory: (site: SiteId, id: CategoryId, body: CategoryRequest) =>
    request<void>('PATCH', `/api/admin/sites/${site}/categories/${id}`, body),
  removeCategory: (site: SiteId, id: CategoryId) =>
    request<void>('DELETE', `/api/admin/sites/${site}/categories/${id}`),
  addArticle: (site: SiteId, body: ArticleRequest) => post<ArticleAnswer>(`/api/admin/sites/${site}/articles`, body),
  article: (site: SiteId, id: ArticleId) => get<ArticleAnswer>(`/api/admin/sites/${site}/articles/${id}`),
  changeArticle: (site: SiteId, id: ArticleId, body: ArticleRequest) =>
    request<void>('PATCH', `/api/admin/sites/${site}/articles/${id}`, body),
  removeArticle: (site: SiteId, id: ArticleId) => request<void>('DELETE', `/api/admin/sites/${site}/articles/${id}`),
  saveText: (of: TextOf, body: SaveTextRequest) => request<{ revision: number }>('PUT', textPath(of), body),
  publishText: (of: TextOf, body: PublishRequest) => post<void>(`${textPath(of)}/publication`, body),
  withdrawText: (of: TextOf) => request<void>('DELETE', `${textPath(of)}/publication`),
  revisions: (of: TextOf) => get<RevisionsAnswer>(`${textPath(of)}/revisions`),
  revision: (of: TextOf, number: number) => get<RevisionAnswer>(`${textPath(of)}/revisions/${number}`),
  restoreRevision: (of: TextOf, number: number, basedOn: number) =>
    post<{ revision: number }>(`${textPath(of)}/revisions/${number}/restoration`, { basedOn }),
  previewArticle: (site: SiteId, body: PreviewRequest) =>
    post<PreviewAnswer>(`/api/admin/sites/${site}/article-previews`, body),
  helpReport: (site: SiteId, { days, article }: { days: number; article: ArticleId | null }) =>
    get<HelpReport>(`/api/admin/sites/${site}/help-report?days=${days}${article ? `&article=${article}` : ''}`),
  moveInHelpCenter: (site: SiteId, body: MoveRequest) => post<void>(`/api/admin/sites/${site}/help-center/moves`, body),
  addArticleImage: (site: SiteId, file: Blob) =>
    // The server tells what it is by its bytes.
    request<ArticleImageAnswer>('POST', `/api/admin/sites/${site}/article-images`, file),
  comments: (site: SiteId, state: CommentState, before: CommentId | null) =>
    get<CommentsAnswer>(`/api/admin/sites/${site}/comments?${searchOf({ state, before })}`),
  decideComment: (site: SiteId, id: CommentId, body: DecideCommentRequest) =>
    request<void>('PATCH', `/api/admin/sites/${site}/comments/${id}`, body),
  removeComment: (site: SiteId, id: CommentId) => request<void>('DELETE', `/api/admin/sites/${site}/comments/${id}`),
  answerComment: (site: SiteId, id: CommentId, body: AnswerCommentRequest) =>
    post<{ id: CommentId }>(`/api/admin/sites/${site}/comments/${id}/replies`, body),
  saveCommentSettings: (site: SiteId, body: CommentSettings) =>
    request<void>('PUT', `/api/admin/sites/${site}/comment-settings`, body),
};

/** An article's text in one language. */
export type TextOf = { site: SiteId; article: ArticleId; language: HelpLanguage };

function textPath({ site, article, language }: TextOf): string {
  return `/api/admin/sites/${site}/articles/${article}/texts/${language}`;
}

/** Times in ms; null for no limit. */
export type AuditFilter = { who: string | null; what: string | null; from: number | null; to: number | null };

function windowOf(at: { after: number } | { before: number }): string {
  return 'after' in at ? `after=${at.after}` : `before=${at.before}`;
}

/** The fields of a search that say something. */
function searchOf(fields: Record<string, string | number | null>): URLSearchParams {
  return new URLSearchParams(
    Object.entries(fields).flatMap(([name, value]) => (value === null || value === '' ? [] : [[name, String(value)]])),
  );
}

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
