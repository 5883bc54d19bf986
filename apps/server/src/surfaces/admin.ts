import { memberRoutes } from '../accounts/members/index.ts';
import { appearanceRoutes } from '../appearance/feature.ts';
import { createArticleImages } from '../article-images/feature.ts';
import { articleRoutes, transferRoutes } from '../articles/index.ts';
import type { FilesFeature } from '../files/feature.ts';
import { groupRoutes } from '../groups/feature.ts';
import { articlePreviewRoutes, baseOf } from '../help-center/index.ts';
import { Inspector, inspectorRoutes } from '../inspector/index.ts';
import { mailRoutes } from '../mail/feature.ts';
import type { JobWorker } from '../platform/jobs/index.ts';
import { siteRoutes } from '../sites/index.ts';
import { VisitReader } from '../visits/index.ts';
import type { Ground } from './ground.ts';
import type { HelpCenter } from './help-center.ts';
import type { Service } from './service.ts';
import type { Workspace } from './workspace.ts';

type Parts = { service: Service; workspace: Workspace; help: HelpCenter; files: FilesFeature; jobs: JobWorker };

/** What admins set up, write and look into; the images of articles, whose leftovers somebody has to sweep. */
export function addAdmin(ground: Ground, { service, workspace, help, files, jobs }: Parts) {
  const { config, clock, storage, bus, http, sites, visits } = ground;
  const { conversations, consents, contacts } = service;
  const { accounts, tokens, audit } = workspace;
  const { articles, reader, groups, appearance } = help;
  const { origins } = config;
  const { readMember } = accounts;
  mailRoutes({ http, storage, clock, readBy: (request) => audit.by(request), countJobs: () => jobs.count() });
  audit.addTo(http, (actor) => readMember(actor).sites);
  memberRoutes({
    http,
    storage,
    clock,
    bus,
    audit,
    tokens,
    readGiver: (actor) => ({ ...accounts.readRights(actor), id: readMember(actor).id, name: readMember(actor).name }),
    findFactors: accounts.findFactors,
    releaseAllOf: (member, by) => conversations.desk.releaseAllOf(member, by),
  });
  siteRoutes({
    http,
    sites,
    service: origins.service,
    readActivity: (site) => visits.readActivity(site),
    readMember,
    audit,
  });
  groupRoutes({ http, sites, groups, audit });
  appearanceRoutes({ http, sites, appearance, audit, readLanguages: ({ id }) => articles.readLanguages(id) });
  const images = createArticleImages({
    http,
    storage,
    clock,
    sites,
    readMember,
    dataDir: config.dataDir,
    readSizes: (content) => files.pageImages.read(content),
  });
  articleRoutes({
    http,
    sites,
    articles,
    audit,
    addressOf: (site) => `${origins.help}${baseOf(sites.readAll(), site)}`,
  });
  transferRoutes({ http, storage, clock, sites, articles, images, audit });
  articlePreviewRoutes({ http, sites, articles, reader, origin: origins.help });
  const visitReader = new VisitReader({ storage, clock, visits });
  const inspector = new Inspector({ storage, clock, reader: visitReader, consents, contacts });
  inspectorRoutes({ http, sites, audit, inspector });
  return { images };
}
