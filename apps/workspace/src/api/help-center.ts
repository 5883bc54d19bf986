import type {
  Accepted,
  AnswerCommentRequest,
  AppearanceAnswer,
  ArticleAnswer,
  ArticleId,
  ArticleImageAnswer,
  ArticleRequest,
  CategoryId,
  CategoryRequest,
  ChangeUserRequest,
  ColourScheme,
  CommentId,
  CommentSettings,
  CommentState,
  CommentsAnswer,
  DecideCommentRequest,
  GroupId,
  GroupRequest,
  GroupsAnswer,
  HelpAppearance,
  HelpCenterAnswer,
  HelpLanguage,
  HelpReport,
  HelpRights,
  HelpSettings,
  ImportLine,
  ImportReport,
  InviteUserRequest,
  MoveRequest,
  PreviewAnswer,
  PreviewRequest,
  PublishRequest,
  RevisionAnswer,
  RevisionsAnswer,
  SaveTextRequest,
  SiteId,
  UserGroupsRequest,
  UserId,
  UsersAnswer,
} from '@porchlight/protocol';
import { ApiError, get, post, readError, request, searchOf } from './requests.ts';

/** An article's text in one language. */
export type TextOf = { site: SiteId; article: ArticleId; language: HelpLanguage };

/** What editors and admins ask about the help center: its users, groups, articles, comments and look. All throw `ApiError`. */
export const helpCenterApi = {
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
  /** Tells how far it is as it goes on, and answers with the report. */
  importArticles: (site: SiteId, file: Blob, onProgress: (far: { done: number; total: number }) => void) =>
    importArticles(`/api/admin/sites/${site}/article-imports`, file, onProgress),
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

function textPath({ site, article, language }: TextOf): string {
  return `/api/admin/sites/${site}/articles/${article}/texts/${language}`;
}

async function importArticles(
  path: string,
  file: Blob,
  onProgress: (far: { done: number; total: number }) => void,
): Promise<ImportReport> {
  const offline = () => new ApiError('offline', 'offline', 'The server cannot be reached.');
  const response = await fetch(path, {
    method: 'POST',
    credentials: 'same-origin',
    headers: { 'content-type': 'application/octet-stream' },
    body: file,
  }).catch(() => {
    throw offline();
  });
  if (!response.ok || !response.body) throw readError(response, await response.json().catch(() => null));
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  for (let text = ''; ; ) {
    const { done, value = '' } = await reader.read().catch(() => {
      throw offline();
    });
    const lines = (text + value).split('\n');
    text = lines.pop() ?? '';
    for (const line of lines) {
      const told = JSON.parse(line) as ImportLine;
      if ('report' in told) return told.report;
      if ('error' in told) throw new ApiError('internal', told.error.code, told.error.message);
      onProgress(told);
    }
    // It broke off before its end.
    if (done) throw offline();
  }
}
