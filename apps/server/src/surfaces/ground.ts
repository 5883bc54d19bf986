import { addAffinity, nodeMark } from '../affinity/index.ts';
import { type Config, hostsOf } from '../config/index.ts';
import type { Bundles } from '../delivery/index.ts';
import { Engagements } from '../engagements/index.ts';
import { getSigningSecret } from '../installation/index.ts';
import type { Mailer } from '../mail/index.ts';
import type { CountryFinder } from '../platform/agents/index.ts';
import { createAllowance } from '../platform/allowance/index.ts';
import type { Bus } from '../platform/bus/index.ts';
import type { Clock } from '../platform/clock/index.ts';
import type { Storage } from '../platform/db/index.ts';
import { createHttp } from '../platform/http/index.ts';
import { Sites } from '../sites/index.ts';
import { Visits } from '../visits/index.ts';

export type AppOptions = {
  config: Config;
  clock: Clock;
  storage: Storage;
  bus: Bus;
  bundles: Bundles;
  findCountry: CountryFinder;
  /** How mails go out; null where nobody said how. */
  mailer: Mailer | null;
  /** Names this run of this node. */
  epoch: string;
};

export type Ground = Awaited<ReturnType<typeof layGround>>;

/** What every surface stands on: HTTP, sites, visits and the installation's secret. */
export async function layGround(options: AppOptions) {
  const { config, clock, storage, bus, findCountry, mailer } = options;
  const { origins } = config;
  const isHttps = origins.service.startsWith('https:');
  const hosts = hostsOf(config);
  const http = createHttp({
    hosts,
    trustedProxies: config.trustedProxies,
    isHttps,
    logLevel: config.logLevel,
    tls: config.tls,
  });
  const sites = new Sites(storage, clock, origins.help);
  await sites.load();
  const visits = new Visits({
    storage,
    clock,
    bus,
    sites,
    findCountry,
    allowNewVisitor: createAllowance({
      points: config.newVisitorsPerMinute,
      durationS: 60,
      code: 'too_many_visitors',
      message: 'Too many new visitors came from this address within a minute. Known ones go on; try again shortly.',
    }),
  });
  await visits.load();
  const engagements = new Engagements({ storage, clock, visits });
  const secret = await getSigningSecret(storage);
  const mark = config.affinity === null ? null : nodeMark(secret, config.affinity);
  if (mark !== null)
    addAffinity({
      http,
      mark,
      isHttps,
      isWorkspace: ({ headers }) => hosts.get((headers.host ?? '').toLowerCase()) === 'workspace',
    });
  return {
    ...options,
    http,
    hosts,
    isHttps,
    isMailOn: mailer !== null,
    sites,
    visits,
    engagements,
    secret,
    /** What browsers of the workspace are told of this node; null where nobody asked for it. */
    mark,
    /** Logs that something failed on which no answer waits. */
    logFailure: (what: string) => (error: unknown) => http.app.log.error({ err: error }, what),
  };
}
