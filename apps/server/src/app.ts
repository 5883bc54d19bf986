import { type AccountMail, resetJob } from './accounts/by-mail/index.ts';
import type { Accounts } from './accounts/index.ts';
import { type UsersFeature, userCodeJob } from './accounts/users/index.ts';
import { affinityCookie } from './affinity/index.ts';
import { type Articles, newsJob } from './articles/index.ts';
import { type CommentsFeature, newCommentsJob } from './comments/index.ts';
import type { Contacts } from './contacts/index.ts';
import { type Conversations, ticketReplyJob } from './conversations/index.ts';
import type { Doctor } from './doctor/index.ts';
import type { Engagements } from './engagements/index.ts';
import type { FilesFeature } from './files/feature.ts';
import { mailHandler, mailJob } from './mail/index.ts';
import type { Http } from './platform/http/index.ts';
import { JobWorker } from './platform/jobs/index.ts';
import type { Sites } from './sites/index.ts';
import { addAdmin } from './surfaces/admin.ts';
import { addFiles } from './surfaces/files.ts';
import { type AppOptions, type Ground, layGround } from './surfaces/ground.ts';
import { addHelpCenter, createHelpCenter, type HelpCenter } from './surfaces/help-center.ts';
import { addService, createService, type Service } from './surfaces/service.ts';
import { addSitePages } from './surfaces/site-pages.ts';
import { addSockets } from './surfaces/sockets.ts';
import { addWorkspace, createWorkspace, type Workspace } from './surfaces/workspace.ts';
import type { Visits } from './visits/index.ts';

export type App = {
  http: Http;
  sites: Sites;
  visits: Visits;
  conversations: Conversations;
  engagements: Engagements;
  doctor: Doctor;
  accounts: Accounts;
  contacts: Contacts;
  articles: Articles;
  comments: CommentsFeature['comments'];
  jobs: JobWorker;
  accountMail: AccountMail;
  /** The cookie by which a load balancer knows this node, `name=value`; null where nobody asked for it. */
  affinityCookie: string | null;
  users: UsersFeature;
  /** Does what is due: live deltas and idle visits; called once a second. */
  sweep(): Promise<void>;
  /** How many sockets are open here, of visitors and members alike. */
  countSockets(): number;
  /** Closes sockets and the HTTP server and saves what only memory knew; the storage stays open. */
  close(): Promise<void>;
};

const sessionSweepMs = 60_000;

/** Puts the surfaces together; each file of `surfaces/` says what it is made of. */
export async function createApp(options: AppOptions): Promise<App> {
  const ground = await layGround(options);
  const service = await createService(ground);
  const workspace = createWorkspace(ground, service);
  const help = createHelpCenter(ground, { service, renderPicture: (content) => files.renderPicture(content) });
  const jobs = createJobs(ground, { service, workspace, help });
  addWorkspace(ground, service, workspace);
  const files: FilesFeature = addFiles(ground, service, workspace, help);
  const { images } = addAdmin(ground, { service, workspace, help, files, jobs });
  addService(ground, service, workspace);
  addHelpCenter(ground, { service, workspace, help, files });
  const { doctor } = await addSitePages(ground, workspace);
  const { sockets, realtime } = addSockets(ground, service, workspace);

  const { clock, http, sites, visits, engagements, mark, isHttps } = ground;
  const { conversations, contacts } = service;
  const { accounts, accountMail } = workspace;
  const { users, articles, comments } = help;
  let sessionsSweptAt = clock.now();

  return {
    http,
    sites,
    visits,
    conversations,
    engagements,
    doctor,
    accounts,
    contacts,
    articles,
    comments: comments.comments,
    jobs,
    accountMail,
    affinityCookie: mark === null ? null : affinityCookie(mark, isHttps),
    users,
    async sweep() {
      await jobs.sweep();
      await conversations.tellPresence(await visits.sweep());
      await files.sweep();
      await articles.sweep();
      await images.sweep();
      if (clock.now() - sessionsSweptAt < sessionSweepMs) return;
      sessionsSweptAt = clock.now();
      await accounts.endSessionsOver();
      await accountMail.forgetOld();
      await users.forgetOver();
      await comments.comments.forgetOld();
      await conversations.devices.forgetOld();
      await conversations.heldCodes.forgetOld();
      await conversations.tickets.forgetOld();
      await conversations.keys.endOver();
    },
    countSockets: () => realtime.counts().sockets,
    async close() {
      service.stopHearing();
      sockets.close();
      await jobs.stop();
      await realtime.close();
      files.close();
      await http.app.close();
      await visits.flush();
      await sites.flush();
    },
  };
}

/** What is done later, and again where it failed. */
function createJobs(
  { storage, clock, mailer, secret, config, http }: Ground,
  { service, workspace, help }: { service: Service; workspace: Workspace; help: HelpCenter },
): JobWorker {
  const { origins } = config;
  return new JobWorker({
    storage,
    clock,
    handlers: {
      [mailJob]: mailHandler({ mailer, clock, secret, workspaceOrigin: origins.workspace, helpOrigin: origins.help }),
      [resetJob]: workspace.accountMail.sendReset,
      [userCodeJob]: help.users.sendCode,
      [ticketReplyJob]: service.conversations.tickets.mailReplies,
      [newsJob]: help.subscriptions.tell,
      [newCommentsJob]: help.comments.tellMembers,
    },
    onError: (error, kind) => http.app.log.warn({ err: error, kind }, 'a job failed'),
  });
}
