import {
  arrowLeft,
  chevronDown,
  cookie,
  globe,
  search,
  settings,
  shieldCheck,
  user,
  users,
} from '@porchlight/design/icons';
import type { AdminSite, InspectedVisit, VisitId, VisitRecord } from '@porchlight/protocol';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { ApiError } from '../../api.ts';
import { formatDateTime, formatOrdinal, formatSpan } from '../../dates.ts';
import { t } from '../../messages/index.ts';
import { Icon } from '../../parts/icon.tsx';
import { Bones, EmptyState, ErrorState } from '../../parts/states.tsx';
import { countryName, hostOf } from '../../places.ts';
import { useNow } from '../../realtime/now.ts';
import { Page as PageLine } from '../../visitors/page-list.tsx';
import { Card } from '../page.tsx';
import { visitQuery } from '../queries.ts';
import { AliasesPart } from './aliases-part.tsx';
import { ConsentPart, MovesPart } from './consent-part.tsx';
import { ConversationsPart } from './conversations-part.tsx';
import { Entries, Entry } from './entry.tsx';
import { readOutcome, readVerdict, tellStory } from './story.ts';
import classes from './visit-screen.module.css';
import { WhoPart } from './who-part.tsx';

/** All about one visit, from the answer to the reasons. */
export function VisitScreen({ site, id }: { site: AdminSite; id: VisitId }): ReactNode {
  const inspected = useQuery(visitQuery(site.id, id));
  const { inspector: words } = t.admin;
  const isMissing = inspected.error instanceof ApiError && inspected.error.kind === 'not-found';
  return (
    <>
      <Link
        to="/admin/sites/$site"
        params={{ site: site.id }}
        search={({ visit: _, ...rest }) => ({ ...rest, tab: 'inspector' as const })}
        className={classes.back}
      >
        <Icon icon={arrowLeft} size={16} />
        {words.all}
      </Link>
      {inspected.isPending && (
        <Card>
          <Bones rows={8} shape="line" />
        </Card>
      )}
      {inspected.isError && (
        <Card>
          {isMissing ? (
            <EmptyState icon={search} title={words.goneTitle}>
              {words.gone}
            </EmptyState>
          ) : (
            <ErrorState error={inspected.error} onRetry={() => void inspected.refetch()} />
          )}
        </Card>
      )}
      {inspected.data && <Told site={site} told={inspected.data} />}
    </>
  );
}

function Told({ site, told }: { site: AdminSite; told: InspectedVisit }): ReactNode {
  const now = useNow(60_000);
  return (
    <>
      <Verdict told={told} now={now} />
      <WhoPart told={told} now={now} />
      <AliasesPart site={site} told={told} now={now} />
      <MovesPart told={told} now={now} />
      <ConversationsPart told={told} now={now} />
      <ConsentPart site={site} told={told} now={now} />
      <PagesPart told={told} />
    </>
  );
}

const storyIcons = { asked: settings, class: globe, step: chevronDown, result: cookie };
const verdictIcons = { new: user, weak: users, strong: shieldCheck, elsewhere: users };

function Verdict({ told, now }: { told: InspectedVisit; now: number }): ReactNode {
  const { inspector: words } = t.admin;
  const { visit, visitor, ordinal } = told;
  const verdict = readVerdict(told);
  const outcome = readOutcome(visit);
  const about = [
    ordinal > 1 ? words.ordinal(formatOrdinal(ordinal)) : words.firstVisit,
    formatDateTime(visit.startedAt, now),
    lastsOf(visit),
    [visit.browser, visit.os].filter(Boolean).join(', '),
    visit.country && countryName(visit.country),
  ];
  return (
    <Card>
      <div className={classes.verdict}>
        <header>
          <p className={classes.name}>{visitor.label}</p>
          <p className={classes.about}>{about.filter(Boolean).join(' · ')}</p>
        </header>
        <div className={classes.answer} data-verdict={verdict}>
          <Icon icon={verdictIcons[verdict]} size={22} />
          <div>
            <h2 className={classes.title}>{words.verdict[verdict]}</h2>
            <p>{words.verdictText[verdict]}</p>
          </div>
        </div>
        <dl className={classes.outcome}>
          <div>
            <dt>{words.outcome.later}</dt>
            <dd>{words.later[outcome.later]}</dd>
          </div>
          <div>
            <dt>{words.outcome.across}</dt>
            <dd>{words.across[outcome.across]}</dd>
          </div>
        </dl>
        <section>
          <h3 className={classes.heading}>{words.story}</h3>
          <Entries>
            {tellStory(visit).map((line) => (
              <Entry key={`${line.term} ${line.text}`} icon={storyIcons[line.kind]} tone={line.tone} term={line.term}>
                <p>{line.text}</p>
              </Entry>
            ))}
          </Entries>
        </section>
      </div>
    </Card>
  );
}

/** How long a visit lasted; nothing of one that was a single look. */
function lastsOf({ startedAt, endedAt }: VisitRecord): string | null {
  const { now, lasted } = t.admin.inspector;
  if (endedAt === null) return now;
  return endedAt - startedAt >= 1_000 ? lasted(formatSpan(endedAt - startedAt)) : null;
}

function PagesPart({ told: { visit, pageCount } }: { told: InspectedVisit }): ReactNode {
  const { inspector: words } = t.admin;
  const hasHosts = new Set(visit.pages.map((page) => hostOf(page.url))).size > 1;
  if (visit.pages.length === 0) return null;
  return (
    <Card
      title={words.seenPages}
      {...(pageCount > visit.pages.length ? { text: words.newestPages(visit.pages.length) } : {})}
    >
      <ol className={classes.pages}>
        {visit.pages.toReversed().map((page) => (
          <PageLine key={page.id} page={page} withHost={hasHosts} />
        ))}
      </ol>
    </Card>
  );
}
