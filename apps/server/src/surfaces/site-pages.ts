import { deliveryRoutes, readKeptAssets } from '../delivery/index.ts';
import { Doctor, doctorRoutes } from '../doctor/index.ts';
import { CapturedMailer, devMailRoutes } from '../mail/index.ts';
import type { Ground } from './ground.ts';
import type { Workspace } from './workspace.ts';

/** What sites' own pages load, how that is looked after, and in the demo those pages themselves. */
export async function addSitePages(ground: Ground, { accounts, audit, presence }: Workspace) {
  const { config, clock, storage, bundles, mailer, findCountry, http, sites, visits, isMailOn } = ground;
  const { origins } = config;
  const doctor = new Doctor(storage, clock);
  doctorRoutes({
    http,
    clock,
    sites,
    doctor,
    service: origins.service,
    bubble: bundles.bubble,
    frame: bundles.doctorFrame,
    findCountry,
    readLastUrl: (site) => visits.readActivity(site).lastUrl,
    readMember: accounts.readMember,
    audit,
  });
  deliveryRoutes({
    http,
    clock,
    sites,
    bundles,
    keptAssets: await readKeptAssets({ storage, clock, present: bundles.serviceAssets }),
    service: origins.service,
    workspace: origins.workspace,
    help: origins.help,
    files: origins.files,
    hasMail: isMailOn,
    readAvailability: (site) => presence.readAvailability(site),
  });
  if (config.runMode === 'start') {
    // Loaded only where it is shown: production holds no demo.
    const { demoRoutes } = await import('../demo/index.ts');
    demoRoutes({ http, config, sites });
    if (mailer instanceof CapturedMailer) devMailRoutes({ http, mailer });
  }
  return { doctor };
}
