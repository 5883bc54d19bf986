import { Button } from '@mantine/core';
import { refresh, shieldCheck } from '@porchlight/design/icons';
import { type AdminSite, type DoctorCodeAnswer, doctorParameter } from '@porchlight/protocol';
import { useMutation } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { api } from '../api.ts';
import { describeError } from '../errors.ts';
import { t } from '../messages/index.ts';
import { Icon } from '../parts/icon.tsx';
import { useNow } from '../realtime/now.ts';
import { Callout } from '../session/gate.tsx';
import { CodeBlock } from './code-block.tsx';
import classes from './doctor-tab.module.css';
import { Card } from './page.tsx';
import { serviceOf } from './recognition/proxy-snippets.ts';

/** [DOC1, DOC2] Makes the one-time code with which the site's own pages are checked, and names the addresses to open. */
export function DoctorTab({ site }: { site: AdminSite }): ReactNode {
  const { doctor } = t.admin;
  const make = useMutation({ mutationFn: () => api.makeDoctorCode(site.id) });
  return (
    <>
      <Card title={doctor.title} text={doctor.text}>
        <div className={classes.parts}>
          <div>
            <h3 className={classes.head}>{doctor.whatTitle}</h3>
            <ul className={classes.list}>
              {doctor.what.map((one) => (
                <li key={one}>{one}</li>
              ))}
            </ul>
            <p className={classes.aside}>{doctor.privacy}</p>
          </div>
          {make.isError && (
            <Callout tone="danger" isAlert>
              {describeError(make.error)}
            </Callout>
          )}
          <div className={classes.make}>
            <Button
              variant={make.data ? 'default' : 'filled'}
              leftSection={<Icon icon={make.data ? refresh : shieldCheck} size={16} />}
              loading={make.isPending}
              onClick={() => make.mutate()}
            >
              {make.data ? doctor.again : doctor.make}
            </Button>
            {make.data && <span className={classes.aside}>{doctor.former}</span>}
          </div>
          {make.data && <Code key={make.data.code} made={make.data} />}
        </div>
      </Card>
      <Card title={doctor.silentTitle} text={doctor.silent}>
        <ol className={classes.list}>
          {doctor.silentReasons.map((reason, at) => (
            <li key={reason}>
              {reason}
              {at === doctor.silentReasons.length - 1 && (
                <CodeBlock code={policyLines(serviceOf(site))} label={doctor.silentCode} />
              )}
            </li>
          ))}
        </ol>
      </Card>
    </>
  );
}

function Code({ made }: { made: DoctorCodeAnswer }): ReactNode {
  const { doctor } = t.admin;
  const now = useNow(5_000);
  const minutes = Math.ceil((made.expiresAt - Math.max(now, made.at)) / 60_000);
  if (minutes <= 0) return <Callout tone="warning">{doctor.over}</Callout>;
  return (
    <section className={classes.parts} aria-label={doctor.pages}>
      <p role="status">
        <strong>{doctor.left(minutes)}</strong> {doctor.uses(made.checks)}
      </p>
      {made.addresses.length === 0 && <p>{doctor.none}</p>}
      <ul className={classes.pages}>
        {made.addresses.map((address) => {
          const page = address.replace(/\?.*/, '');
          return (
            <li key={address}>
              <span className={classes.page}>{page}</span>
              <Button
                component="a"
                href={address}
                target="_blank"
                rel="noopener noreferrer"
                variant="default"
                aria-label={doctor.openOf(page)}
              >
                {doctor.open}
              </Button>
            </li>
          );
        })}
      </ul>
      <div>
        <h3 className={classes.head}>{doctor.otherPage}</h3>
        <p className={classes.aside}>{doctor.otherPageText}</p>
        <CodeBlock code={`?${doctorParameter}=${made.code}`} label={doctor.otherPage} />
      </div>
      <p className={classes.aside}>{doctor.otherDevice}</p>
    </section>
  );
}

/** What a page's policy must let in for the tag to run and to speak. */
function policyLines(service: string): string {
  return ['script-src', 'connect-src', 'frame-src'].map((name) => `${name} 'self' ${service};`).join('\n');
}
