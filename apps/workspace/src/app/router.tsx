import type { ArticleId, ConversationId, HelpLanguage, InboxView, SiteId, VisitId } from '@porchlight/protocol';
import { helpLanguages, isId } from '@porchlight/protocol';
import type { QueryClient } from '@tanstack/react-query';
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from '@tanstack/react-router';
import type { Interface } from '../api.ts';
import { ApiError } from '../api.ts';
import { InboxScreen } from '../inbox/inbox-screen.tsx';
import { AdminLogin, AgentLogin } from '../session/login-screen.tsx';
import type { LoginSearch } from '../session/login-search.ts';
import { AgentShell } from '../session/shell.tsx';
import { sessionQuery } from '../session/use-session.ts';
import { VisitorsScreen } from '../visitors/visitors-screen.tsx';
import { CrashScreen, NotFoundScreen, PendingScreen } from './screens.tsx';
import type { SiteTab } from './site-tabs.ts';
import { siteTabs } from './site-tabs.ts';

// Agents open the workspace all day, admins seldom: the administration is fetched when it is wanted.
const loadAdmin = () => import('../admin/index.ts');

// Opened once in a long while, from a mail.
const loadLinks = () => import('../links/index.ts');

type Context = { client: QueryClient };

const rootRoute = createRootRouteWithContext<Context>()({
  component: Outlet,
  notFoundComponent: NotFoundScreen,
  errorComponent: CrashScreen,
});

/** The router lets through what is not named here, so every key is named, be it with nothing in it. */
function readLoginSearch(search: Record<string, unknown>): LoginSearch {
  const { next, reason } = search;
  return {
    // Only paths of our own: an address from a link must not lead away after the login.
    next: typeof next === 'string' && /^\/(?![/\\])/.test(next) ? next : undefined,
    reason: reason === 'ended' || reason === 'out' ? reason : undefined,
  };
}

async function needSession(at: Interface, client: QueryClient, href: string) {
  const session = await client.ensureQueryData(sessionQuery(at)).catch((error: unknown) => {
    // [AUTH4] The session opens nothing but the set-up of a second factor.
    if (!(error instanceof ApiError) || error.code !== 'second_factor_needed') throw error;
    throw redirect({ to: at === 'agent' ? '/second-factor' : '/admin/second-factor' });
  });
  if (session) return { session };
  throw redirect({ to: at === 'agent' ? '/login' : '/admin/login', search: { next: href } });
}

const loginRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/login',
  validateSearch: readLoginSearch,
  component: AgentLogin,
});

const adminLoginRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/admin/login',
  validateSearch: readLoginSearch,
  component: AdminLogin,
});

const loadWayBack = () => import('../login-service/way-back-screen.tsx');

const wayBackRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/login/provider',
  component: lazyRouteComponent(loadWayBack, 'AgentWayBack'),
});

const adminWayBackRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/admin/login/provider',
  component: lazyRouteComponent(loadWayBack, 'AdminWayBack'),
});

const loadEnrol = () => import('../factors/enrol-screen.tsx');

const enrolRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/second-factor',
  component: lazyRouteComponent(loadEnrol, 'AgentEnrol'),
});

const adminEnrolRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/admin/second-factor',
  component: lazyRouteComponent(loadEnrol, 'AdminEnrol'),
});

const setupRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/setup',
  component: lazyRouteComponent(() => import('../setup/setup-screen.tsx'), 'SetupScreen'),
});

const invitationRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/invitation',
  component: lazyRouteComponent(loadLinks, 'InvitationScreen'),
});

const forgotPasswordRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/forgot-password',
  component: lazyRouteComponent(loadLinks, 'ForgotPasswordScreen'),
});

const resetRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/reset',
  component: lazyRouteComponent(loadLinks, 'ResetScreen'),
});

const confirmAddressRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/confirm-address',
  component: lazyRouteComponent(loadLinks, 'ConfirmAddressScreen'),
});

const undoAddressRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/undo-address',
  component: lazyRouteComponent(loadLinks, 'UndoAddressScreen'),
});

const agentRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: 'agent',
  beforeLoad: ({ context, location }) => needSession('agent', context.client, location.href),
  component: AgentShell,
});

const homeRoute = createRoute({
  getParentRoute: () => agentRoute,
  path: '/',
  beforeLoad: () => {
    throw redirect({
      to: '/inbox/$view/{-$conversation}',
      params: { view: 'queue', conversation: undefined },
      replace: true,
    });
  },
});

const inboxHomeRoute = createRoute({
  getParentRoute: () => agentRoute,
  path: '/inbox',
  beforeLoad: () => {
    throw redirect({
      to: '/inbox/$view/{-$conversation}',
      params: { view: 'queue', conversation: undefined },
      replace: true,
    });
  },
});

const views: readonly string[] = ['queue', 'mine', 'open', 'ended'] satisfies InboxView[];

function readView(view: string): InboxView {
  return (views.includes(view) ? view : 'queue') as InboxView;
}

/** One route with the conversation optional, so that the list stays as it is when one is opened. */
const inboxRoute = createRoute({
  getParentRoute: () => agentRoute,
  path: '/inbox/$view/{-$conversation}',
  params: {
    parse: ({ view, conversation }) => ({
      view: readView(view),
      conversation: conversation as ConversationId | undefined,
    }),
  },
  component: InboxScreen,
});

const visitorsRoute = createRoute({
  getParentRoute: () => agentRoute,
  path: '/visitors/{-$visit}',
  params: { parse: ({ visit }) => ({ visit: visit as VisitId | undefined }) },
  component: VisitorsScreen,
});

const adminRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/admin',
  beforeLoad: ({ context, location }) => needSession('admin', context.client, location.href),
  component: lazyRouteComponent(loadAdmin, 'AdminShell'),
});

const adminHomeRoute = createRoute({
  getParentRoute: () => adminRoute,
  path: '/',
  beforeLoad: () => {
    throw redirect({ to: '/admin/sites', replace: true });
  },
});

const sitesRoute = createRoute({
  getParentRoute: () => adminRoute,
  path: '/sites',
  component: lazyRouteComponent(loadAdmin, 'SitesScreen'),
});

/** `visit`, `query` and `until` are of the inspector, so that what was found can be gone back to. */
type SiteSearch = {
  tab?: SiteTab | undefined;
  visit?: VisitId | undefined;
  query?: string | undefined;
  until?: string | undefined;
  /** Of the help center: the article that is open, in which language. */
  article?: ArticleId | undefined;
  language?: HelpLanguage | undefined;
  /** Of the help center: what visitors said and searched, instead of the articles. */
  view?: 'report' | undefined;
};

function readSiteSearch({ tab, visit, query, until, article, language, view }: Record<string, unknown>): SiteSearch {
  return {
    tab: siteTabs.find((one) => one === tab),
    visit: isId('vs', visit) ? visit : undefined,
    // The router reads a search for a number as one.
    query: typeof query === 'string' || typeof query === 'number' ? String(query).slice(0, 200) : undefined,
    until: typeof until === 'string' && /^\d{4}-\d\d-\d\d$/.test(until) ? until : undefined,
    article: isId('ar', article) ? article : undefined,
    language: helpLanguages.find((one) => one === language),
    view: view === 'report' ? view : undefined,
  };
}

const siteRoute = createRoute({
  getParentRoute: () => adminRoute,
  path: '/sites/$site',
  params: { parse: ({ site }) => ({ site: site as SiteId }) },
  validateSearch: readSiteSearch,
  component: lazyRouteComponent(loadAdmin, 'SiteScreen'),
});

const membersRoute = createRoute({
  getParentRoute: () => adminRoute,
  path: '/members',
  component: lazyRouteComponent(loadAdmin, 'MembersScreen'),
});

const invitationsRoute = createRoute({
  getParentRoute: () => adminRoute,
  path: '/invitations',
  component: lazyRouteComponent(loadAdmin, 'InvitationsScreen'),
});

const teamsRoute = createRoute({
  getParentRoute: () => adminRoute,
  path: '/teams',
  component: lazyRouteComponent(loadAdmin, 'TeamsScreen'),
});

const mailRoute = createRoute({
  getParentRoute: () => adminRoute,
  path: '/mail',
  component: lazyRouteComponent(loadAdmin, 'MailScreen'),
});

const auditRoute = createRoute({
  getParentRoute: () => adminRoute,
  path: '/audit',
  component: lazyRouteComponent(loadAdmin, 'AuditScreen'),
});

const loginServiceRoute = createRoute({
  getParentRoute: () => adminRoute,
  path: '/login-service',
  component: lazyRouteComponent(() => import('../login-service/settings-screen.tsx'), 'LoginServiceScreen'),
});

const tokensRoute = createRoute({
  getParentRoute: () => adminRoute,
  path: '/tokens',
  component: lazyRouteComponent(loadAdmin, 'TokensScreen'),
});

const loadAccount = () => import('../account/account-screen.tsx');

const accountRoute = createRoute({
  getParentRoute: () => agentRoute,
  path: '/account',
  component: lazyRouteComponent(loadAccount, 'AgentAccount'),
});

const adminAccountRoute = createRoute({
  getParentRoute: () => adminRoute,
  path: '/account',
  component: lazyRouteComponent(loadAccount, 'AdminAccount'),
});

const routeTree = rootRoute.addChildren([
  loginRoute,
  adminLoginRoute,
  wayBackRoute,
  adminWayBackRoute,
  enrolRoute,
  adminEnrolRoute,
  setupRoute,
  invitationRoute,
  forgotPasswordRoute,
  resetRoute,
  confirmAddressRoute,
  undoAddressRoute,
  agentRoute.addChildren([homeRoute, inboxHomeRoute, inboxRoute, visitorsRoute, accountRoute]),
  adminRoute.addChildren([
    adminAccountRoute,
    adminHomeRoute,
    sitesRoute,
    siteRoute,
    membersRoute,
    invitationsRoute,
    teamsRoute,
    mailRoute,
    auditRoute,
    tokensRoute,
    loginServiceRoute,
  ]),
]);

/** The addresses of the workspace and what each of them needs. */
export function createWorkspaceRouter(client: QueryClient) {
  return createRouter({
    routeTree,
    context: { client },
    defaultPreload: 'intent',
    defaultPendingComponent: PendingScreen,
    defaultPendingMs: 300,
    defaultErrorComponent: CrashScreen,
    defaultNotFoundComponent: NotFoundScreen,
  });
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createWorkspaceRouter>;
  }
}
