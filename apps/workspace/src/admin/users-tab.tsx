import type { AdminSite, RegistrationPolicy } from '@porchlight/protocol';
import type { ReactNode } from 'react';
import { t } from '../messages/index.ts';
import { Choices } from './choices.tsx';
import { GroupsCard } from './groups/groups-card.tsx';
import { Card } from './page.tsx';
import { SettingsFrame } from './settings-form.tsx';
import { useSettingsForm } from './use-settings.ts';
import { UserList } from './user-list.tsx';

type Draft = { registration: RegistrationPolicy };

const draftOf = ({ registration }: AdminSite): Draft => ({ registration });

/** [AUTH33, AUTH37] Who may become a user of the site's help center, and who is one. */
export function UsersTab({ site }: { site: AdminSite }): ReactNode {
  const form = useSettingsForm(site, draftOf, (draft) => draft);
  const { users } = t.admin;
  return (
    <>
      <SettingsFrame form={form} hasProblem={false}>
        <Card title={users.policyTitle} text={users.policyText}>
          <Choices
            name="registration"
            legend={users.policyLegend}
            value={form.draft.registration}
            onChange={(registration) => form.change({ registration })}
            choices={(['open', 'invitation', 'off'] as const).map((value) => ({
              value,
              label: users.policies[value],
              text: users.policyTexts[value],
            }))}
          />
        </Card>
      </SettingsFrame>
      <GroupsCard site={site} />
      <UserList site={site} />
    </>
  );
}
