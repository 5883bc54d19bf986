import { Button } from '@mantine/core';
import { chevronDown, chevronUp, shield, shieldCheck } from '@porchlight/design/icons';
import type { AdminSite } from '@porchlight/protocol';
import type { ReactNode } from 'react';
import { useId, useState } from 'react';
import { t } from '../../messages/index.ts';
import { Icon } from '../../parts/icon.tsx';
import { Choices } from '../choices.tsx';
import { CodeBlock } from '../code-block.tsx';
import { Card } from '../page.tsx';
import {
  hostsOf,
  ownHostSettings,
  ownHostSnippet,
  ownPathEmbedLine,
  ownPathSnippet,
  type ProxyKind,
  serviceOf,
  suggestServiceHost,
} from './proxy-snippets.ts';
import classes from './served-card.module.css';

/** [MODE9] Whether the service can set first-party cookies itself, and what to put into a proxy so that it can. */
export function ServedCard({ site }: { site: AdminSite }): ReactNode {
  const { identity } = t.admin;
  const isServed = site.servedDomains.length > 0;
  const rest = site.domains.filter((domain) => !site.servedDomains.includes(domain));
  const [isOpen, setOpen] = useState(false);
  const panel = useId();
  return (
    <Card title={identity.servedTitle}>
      <div className={classes.card}>
        <div className={classes.standing} data-served={isServed || undefined}>
          <span className={classes.lamp}>
            <Icon icon={isServed ? shieldCheck : shield} size={22} />
          </span>
          <div>
            <p>{isServed ? identity.servedGood(list(site.servedDomains)) : identity.servedNot}</p>
            {isServed && rest.length > 0 && <p className={classes.rest}>{identity.servedRest(list(rest))}</p>}
          </div>
        </div>
        {(!isServed || rest.length > 0) && (
          <>
            <Button
              className={classes.toggle ?? ''}
              variant="default"
              aria-expanded={isOpen}
              aria-controls={isOpen ? panel : undefined}
              rightSection={<Icon icon={isOpen ? chevronUp : chevronDown} size={16} />}
              onClick={() => setOpen(!isOpen)}
            >
              {identity.showSnippet}
            </Button>
            {isOpen && (
              <div id={panel}>
                <Snippets site={site} hosts={hostsOf({ domains: isServed ? rest : site.domains })} />
              </div>
            )}
          </>
        )}
      </div>
    </Card>
  );
}

function Snippets({ site, hosts }: { site: AdminSite; hosts: string[] }): ReactNode {
  const { identity } = t.admin;
  const [way, setWay] = useState<'host' | 'path'>('host');
  const [proxy, setProxy] = useState<ProxyKind>('nginx');
  const [host, setHost] = useState(hosts[0] ?? '');
  const serviceHost = suggestServiceHost(host);
  const snippet = way === 'host' ? ownHostSnippet(serviceHost) : ownPathSnippet(host, serviceOf(site));
  return (
    <div className={classes.snippets}>
      <Choices
        name="served-way"
        legend={identity.servedWay}
        value={way}
        onChange={setWay}
        choices={(['host', 'path'] as const).map((value) => ({
          value,
          label: identity.served[value],
          text: identity.servedText[value],
        }))}
      />
      <div className={classes.pair}>
        {hosts.length > 1 && (
          <Choices
            name="served-host"
            legend={identity.servedHost}
            isRow
            value={host}
            onChange={setHost}
            choices={hosts.slice(0, 6).map((value) => ({ value, label: value }))}
          />
        )}
        <Choices
          name="served-proxy"
          legend={identity.servedProxy}
          isRow
          value={proxy}
          onChange={setProxy}
          choices={(['nginx', 'caddy'] as const).map((value) => ({ value, label: identity.proxies[value] }))}
        />
      </div>
      <CodeBlock code={snippet[proxy]} label={identity.proxies[proxy]} />
      <p className={classes.rest}>{way === 'host' ? identity.servedSettings : identity.servedTrust}</p>
      {way === 'host' ? (
        <CodeBlock code={ownHostSettings(serviceHost)} label={identity.servedSettings} />
      ) : (
        <CodeBlock code={ownPathEmbedLine(host, site.id)} label={t.admin.embedTitle} />
      )}
    </div>
  );
}

function list(domains: readonly string[]): string {
  return domains.length > 4 ? `${domains.slice(0, 4).join(', ')} …` : domains.join(', ');
}
