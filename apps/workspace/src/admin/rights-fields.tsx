import { Checkbox } from '@mantine/core';
import { roles as allRoles, type Role, type SiteId } from '@porchlight/protocol';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { t } from '../messages/index.ts';
import { useAdmin } from './admin-shell.tsx';
import { Choices } from './choices.tsx';
import classes from './members-screen.module.css';

/** Which roles somebody has and which sites they look after, while that is chosen. */
export type Rights = {
  roles: Role[];
  setRoles(roles: Role[]): void;
  isEverywhere: boolean;
  setEverywhere(isEverywhere: boolean): void;
  chosen: SiteId[];
  setChosen(sites: SiteId[]): void;
  /** Null: every site. */
  sites: SiteId[] | null;
  missing: { roles: string | undefined; sites: string | undefined };
};

export function useRights(roles: Role[], sites: SiteId[] | null): Rights {
  const { session } = useAdmin();
  // Nobody gives more than they have [AUTH16].
  const { sites: own } = session.member;
  const [nowRoles, setRoles] = useState(roles);
  const [isEverywhere, setEverywhere] = useState(sites === null && own === null);
  const [chosen, setChosen] = useState<SiteId[]>(sites ?? own ?? []);
  return {
    roles: nowRoles,
    setRoles,
    isEverywhere,
    setEverywhere,
    chosen,
    setChosen,
    sites: isEverywhere ? null : chosen,
    missing: {
      roles: nowRoles.length === 0 ? t.admin.roleMissing : undefined,
      sites: !isEverywhere && chosen.length === 0 ? t.people.siteMissing : undefined,
    },
  };
}

/** Fields for roles and sites. */
export function RightsFields({ of, isChecked }: { of: Rights; isChecked: boolean }): ReactNode {
  const { session } = useAdmin();
  const { people } = t;
  return (
    <>
      <Checkbox.Group
        label={t.admin.memberRoles}
        value={of.roles}
        error={isChecked && of.missing.roles}
        onChange={(next) => of.setRoles(allRoles.filter((role) => next.includes(role)))}
      >
        <div className={classes.choices}>
          {allRoles.map((role) => (
            <Checkbox key={role} value={role} label={t.admin.roles[role]} description={t.admin.roleHint[role]} />
          ))}
        </div>
      </Checkbox.Group>
      {session.member.sites === null && (
        <Choices
          name="sites"
          legend={people.sites}
          value={of.isEverywhere ? 'all' : 'some'}
          choices={[
            { value: 'all', label: people.allSites },
            { value: 'some', label: people.someSites },
          ]}
          onChange={(value) => of.setEverywhere(value === 'all')}
        />
      )}
      {!of.isEverywhere && (
        <Checkbox.Group
          aria-label={people.someSites}
          value={of.chosen}
          error={isChecked && of.missing.sites}
          onChange={(next) => of.setChosen(next as SiteId[])}
        >
          <div className={classes.choices}>
            {session.sites.map((site) => (
              <Checkbox key={site.id} value={site.id} label={site.name} />
            ))}
          </div>
        </Checkbox.Group>
      )}
    </>
  );
}
