import { check, lamp } from '@porchlight/design/icons';
import type { AdminSite, SiteStreamData } from '@porchlight/protocol';
import { followEphemeral } from '@porchlight/realtime';
import type { ReactNode } from 'react';
import { useEffect, useState } from 'react';
import { formatAgo, formatClockExact, formatDateTime } from '../dates.ts';
import { t } from '../messages/index.ts';
import { Icon } from '../parts/icon.tsx';
import { useNow } from '../realtime/now.ts';
import { useAdmin } from './admin-shell.tsx';
import { CodeBlock } from './code-block.tsx';
import classes from './embed-tab.module.css';
import { Card } from './page.tsx';

/** The line to put on the site, and whether it works: told live. */
export function EmbedTab({ site }: { site: AdminSite }): ReactNode {
  const activity = useSiteActivity(site);
  return (
    <>
      <Card title={t.admin.embedTitle} text={t.admin.embedText}>
        <CodeBlock code={site.embedLine} label={t.admin.embedTitle} isMain />
      </Card>
      <Signal site={site} activity={activity} />
    </>
  );
}

function useSiteActivity(site: AdminSite): SiteStreamData {
  const { socket } = useAdmin();
  const [activity, setActivity] = useState<SiteStreamData>({
    firstPageViewAt: site.firstPageViewAt,
    lastPageViewAt: site.lastPageViewAt,
    lastUrl: null,
  });
  useEffect(
    () =>
      followEphemeral<SiteStreamData, SiteStreamData>({
        connection: socket.connection,
        stream: `site.${site.id}`,
        onSnapshot: setActivity,
        onDelta: setActivity,
      }),
    [socket, site.id],
  );
  return activity;
}

function Signal({ site, activity }: { site: AdminSite; activity: SiteStreamData }): ReactNode {
  const now = useNow(10_000);
  const { firstPageViewAt, lastPageViewAt, lastUrl } = activity;
  const [wasWaiting] = useState(firstPageViewAt === null);
  if (firstPageViewAt === null) {
    return (
      <section className={classes.signal} role="status">
        <span className={classes.lamp}>
          <Icon icon={lamp} size={26} />
        </span>
        <div>
          <h2 className={classes.title}>{t.admin.waiting}</h2>
          <p className={classes.text}>{t.admin.waitingText(site.domains.slice(0, 3).join(', '))}</p>
          {site.consentPolicy === 'required' && site.hasBanner && (
            <p className={classes.text}>{t.admin.waitingBanner}</p>
          )}
          {site.consentPolicy === 'required' && !site.hasBanner && (
            <p className={classes.text}>
              {t.admin.waitingConsent} <code>Porchlight('consent', {'{ functional: true, analytics: true }'})</code>
            </p>
          )}
        </div>
      </section>
    );
  }
  const at = wasWaiting ? formatClockExact(firstPageViewAt) : formatDateTime(firstPageViewAt, now);
  return (
    <section className={classes.signal} data-lit role="status">
      <span className={classes.lamp}>
        <Icon icon={check} size={26} />
      </span>
      <div className={classes.words}>
        <h2 className={classes.title}>
          {t.admin.received} <span className={classes.at}>{t.admin.receivedAt(at)}</span>
        </h2>
        {lastPageViewAt !== null && (
          <p className={classes.text}>
            {t.admin.lastView}: {formatAgo(lastPageViewAt, Math.max(now, lastPageViewAt))}
            {lastUrl !== null && <span className={classes.url}>{lastUrl}</span>}
          </p>
        )}
      </div>
    </section>
  );
}
