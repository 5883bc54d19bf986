import type { PointerEvent, ReactNode } from 'react';
import { useState } from 'react';
import { language, t } from '../messages/index.ts';
import { type Kind, type Shares, stack } from './report.ts';
import classes from './report-chart.module.css';
import { formatReportDay, formatShare } from './report-words.ts';

/** Each browser as one bar of its shares; choosing one shows it alone over time. */
export function BrowserShares(props: {
  all: (Shares & { browser: string })[];
  kinds: Kind[];
  chosen: string | null;
  onChoose: (browser: string | null) => void;
}): ReactNode {
  const { all, kinds, chosen, onChoose } = props;
  const { report } = t.admin;
  const whole: Shares = { total: 0, newVisitors: 0, byKind: {} };
  for (const one of all) {
    whole.total += one.total;
    for (const kind of kinds) whole.byKind[kind] = (whole.byKind[kind] ?? 0) + (one.byKind[kind] ?? 0);
  }
  const rows: [string | null, string, Shares][] = [
    [null, report.allBrowsers, whole],
    ...all.map((one): [string, string, Shares] => [one.browser, one.browser, one]),
  ];
  return (
    <fieldset className={classes.browsers}>
      <legend className={classes.hidden}>{report.byBrowser}</legend>
      {rows.map(([browser, name, shares]) => (
        <label key={name} className={classes.browser}>
          <input type="radio" name="report-browser" checked={chosen === browser} onChange={() => onChoose(browser)} />
          <span className={classes.browserName}>{name}</span>
          <Bar shares={shares} kinds={kinds} />
          <span className={classes.count}>{report.visits(shares.total, shares.total.toLocaleString(language))}</span>
        </label>
      ))}
    </fieldset>
  );
}

function Bar({ shares, kinds }: { shares: Shares; kinds: Kind[] }): ReactNode {
  return (
    <span className={classes.bar}>
      {stack(shares, kinds).map(({ kind, from, to }) => (
        <span
          key={kind}
          className={classes.part}
          data-kind={kind}
          style={{ flexGrow: to - from }}
          title={`${t.admin.report.kinds[kind]}: ${formatShare(shares, kind)}`}
        >
          <span className={classes.hidden}>
            {t.admin.report.kinds[kind]}: {formatShare(shares, kind)}
          </span>
        </span>
      ))}
    </span>
  );
}

/** What the colours mean. */
export function Legend({ kinds }: { kinds: Kind[] }): ReactNode {
  return (
    <ul className={classes.legend}>
      {kinds.map((kind) => (
        <li key={kind}>
          <span className={classes.swatch} data-kind={kind} />
          <span>
            <b>{t.admin.report.kinds[kind]}</b> {t.admin.report.kindText[kind]}
          </span>
        </li>
      ))}
    </ul>
  );
}

/** Each day as a column of its shares; what the pointer is on is told in words above. */
export function DayShares(props: { all: (Shares & { day: string })[]; kinds: Kind[]; label: string }): ReactNode {
  const { all, kinds, label } = props;
  const [at, setAt] = useState<number | null>(null);
  const most = Math.max(1, ...all.map((one) => one.total));
  const read = (event: PointerEvent<SVGSVGElement>) => {
    const box = event.currentTarget.getBoundingClientRect();
    setAt(Math.min(all.length - 1, Math.max(0, Math.floor(((event.clientX - box.left) / box.width) * all.length))));
  };
  const marks = [0, Math.floor((all.length - 1) / 2), all.length - 1];
  return (
    <div className={classes.days}>
      <Readout one={at === null ? undefined : all[at]} kinds={kinds} />
      <div className={classes.plot}>
        <div className={classes.scale} aria-hidden="true">
          {[1, 0.5, 0].map((share) => (
            <span key={share}>{share.toLocaleString(language, { style: 'percent' })}</span>
          ))}
        </div>
        <svg
          className={classes.chart}
          viewBox={`0 0 ${all.length} 100`}
          preserveAspectRatio="none"
          role="img"
          aria-label={label}
          onPointerMove={read}
          onPointerDown={read}
          onPointerLeave={() => setAt(null)}
        >
          {[0, 50, 100].map((y) => (
            <line key={y} className={classes.grid} x1="0" x2={all.length} y1={y} y2={y} />
          ))}
          {at !== null && <rect className={classes.here} x={at} y="0" width="1" height="100" />}
          {all.map((one, x) =>
            stack(one, kinds).map(({ kind, from, to }) => (
              <rect
                key={`${one.day} ${kind}`}
                className={classes.piece}
                data-kind={kind}
                x={x + 0.12}
                y={(1 - to) * 100}
                width="0.76"
                height={(to - from) * 100}
              />
            )),
          )}
        </svg>
      </div>
      <svg className={classes.volume} viewBox={`0 0 ${all.length} 100`} preserveAspectRatio="none" aria-hidden="true">
        {all.map((one, x) => {
          const height = (one.total / most) * 100;
          return <rect key={one.day} x={x + 0.12} y={100 - height} width="0.76" height={height} />;
        })}
      </svg>
      <div className={classes.axis} aria-hidden="true">
        {marks.map((mark) => (
          <span key={mark}>{formatReportDay(all[mark]?.day ?? '')}</span>
        ))}
      </div>
    </div>
  );
}

function Readout({ one, kinds }: { one: (Shares & { day: string }) | undefined; kinds: Kind[] }): ReactNode {
  const { report } = t.admin;
  if (!one) return <p className={classes.readout}>{report.pointHint}</p>;
  const parts = kinds
    .filter((kind) => (one.byKind[kind] ?? 0) > 0)
    .map((kind) => `${report.kinds[kind]} ${formatShare(one, kind)}`);
  return (
    <p className={classes.readout}>
      <b>{formatReportDay(one.day)}</b>{' '}
      {[
        one.total === 0 ? report.noVisits : report.visits(one.total, one.total.toLocaleString(language)),
        ...parts,
      ].join(' · ')}
    </p>
  );
}
