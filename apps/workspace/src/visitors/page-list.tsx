import type { LivePage, PageRecord, VisitRecord } from '@porchlight/protocol';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { formatClock, formatSpan, formatTicking } from '../dates.ts';
import { t } from '../messages/index.ts';
import { linkTarget, pathOf, shortAddress } from '../places.ts';
import { useNow } from '../realtime/now.ts';
import classes from './page-list.module.css';

/** The page that the visitor looks at, with the time on it ticking. */
export function PageNow({ page }: { page: LivePage }): ReactNode {
  const now = useNow(1_000);
  return (
    <section className={classes.now}>
      <h3 className={classes.label}>
        <span className={classes.pulse} />
        {t.visitor.onNow}
        <time className={classes.tick}>{formatTicking(now - page.at)}</time>
      </h3>
      <p className={classes.title}>{page.title || pathOf(page.url)}</p>
      <a className={classes.address} href={linkTarget(page.url)} target="_blank" rel="noopener noreferrer nofollow">
        {shortAddress(page.url)}
      </a>
    </section>
  );
}

/** Pages shown before somebody asks for more. */
const shortList = 5;

/** The pages of a visit, newest first, with the time each was looked at. */
export function PageList(props: { visit: VisitRecord; isHere: boolean; hasHosts: boolean }): ReactNode {
  const { visit, isHere, hasHosts } = props;
  const [isWhole, setWhole] = useState(false);
  const pages = [...visit.pages].reverse();
  // The newest page of somebody who is here stands above already.
  const before = isHere ? pages.slice(1) : pages;
  if (before.length === 0) return null;
  const shown = isWhole ? before : before.slice(0, shortList);
  return (
    <section>
      <h3 className={classes.heading}>{isHere ? t.visitor.pagesBefore : t.visitor.pages}</h3>
      <ol className={classes.pages}>
        {shown.map((page) => (
          <Page key={page.id} page={page} withHost={hasHosts} />
        ))}
      </ol>
      {before.length > shortList && (
        <button type="button" className={classes.more} onClick={() => setWhole(!isWhole)}>
          {isWhole ? t.common.showLess : `${t.common.showMore} (${before.length - shortList})`}
        </button>
      )}
    </section>
  );
}

/** One page that was looked at; with its host where the visitor was on several. */
export function Page({ page, withHost }: { page: PageRecord; withHost: boolean }): ReactNode {
  return (
    <li className={classes.page}>
      <span className={classes.pageMain}>
        <span className={classes.pageTitle}>{page.title || pathOf(page.url)}</span>
        <a className={classes.address} href={linkTarget(page.url)} target="_blank" rel="noopener noreferrer nofollow">
          {withHost ? shortAddress(page.url) : pathOf(page.url)}
        </a>
      </span>
      <span className={classes.when}>
        <span>{formatClock(page.at)}</span>
        {page.visibleMs >= 1_000 && <span>{formatSpan(page.visibleMs)}</span>}
      </span>
    </li>
  );
}
