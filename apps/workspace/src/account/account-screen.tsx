import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useEffect } from 'react';
import { Card, Page } from '../admin/page.tsx';
import type { Interface } from '../api.ts';
import { SecondFactors } from '../factors/security-part.tsx';
import { confirmationWaysQuery } from '../login-service/queries.ts';
import { t } from '../messages/index.ts';
import { Bones } from '../parts/states.tsx';
import { sessionQuery } from '../session/use-session.ts';
import classes from './account.module.css';
import { EmailForm } from './email-form.tsx';
import { PasswordForm } from './password-form.tsx';
import { ProfileForm } from './profile-form.tsx';
import { SignedInList } from './signed-in-list.tsx';

/** Profile and security, in the workspace. */
export function AgentAccount(): ReactNode {
  return (
    <div className={classes.scroll}>
      <Account at="agent" />
    </div>
  );
}

/** Profile and security, in the administration. */
export function AdminAccount(): ReactNode {
  return <Account at="admin" />;
}

/** The form where there is a password; a word on why not where there is none. */
function PasswordPart({ at }: { at: Interface }): ReactNode {
  const ways = useQuery(confirmationWaysQuery(at));
  if (ways.isPending) return <Bones rows={2} shape="line" />;
  if (ways.data?.hasPassword !== false) return <PasswordForm at={at} />;
  const { provider } = ways.data;
  return <p>{provider ? t.loginService.noPassword(provider.label) : t.loginService.noPasswordAtAll}</p>;
}

function Account({ at }: { at: Interface }): ReactNode {
  const { data: session } = useQuery(sessionQuery(at));
  useEffect(() => {
    document.title = `${t.account.title} · ${t.product}`;
  }, []);
  if (!session) return null;
  return (
    <Page title={t.account.title}>
      <Card title={t.account.profile}>
        <ProfileForm at={at} member={session.member} />
      </Card>
      <Card title={t.links.change.title} text={t.links.change.text}>
        <EmailForm at={at} email={session.member.email} />
      </Card>
      <Card title={t.account.password} text={t.account.passwordText}>
        <PasswordPart at={at} />
      </Card>
      <Card title={t.factors.title} text={t.factors.part.text}>
        <SecondFactors at={at} />
      </Card>
      <Card title={t.account.signedIn} text={t.account.signedInText}>
        <SignedInList at={at} />
      </Card>
    </Page>
  );
}
