import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { Card } from '../admin/page.tsx';
import { t } from '../messages/index.ts';
import { Bones, ErrorState } from '../parts/states.tsx';
import classes from './login-service.module.css';
import { loginServiceQuery } from './queries.ts';

/** Which login service members use, and the way to its settings; for whoever may change how people log in. */
export function LoginServiceCard(): ReactNode {
  const found = useQuery(loginServiceQuery);
  const { loginService: texts } = t;
  const settings = found.data?.settings;
  return (
    <Card title={texts.title} text={texts.cardText}>
      {found.isPending && <Bones rows={1} shape="line" />}
      {found.isError && <ErrorState error={found.error} onRetry={() => void found.refetch()} />}
      {found.data && (
        <div className={classes.state}>
          <p>
            {!settings?.isOn
              ? texts.cardOff
              : settings.arePasswordsOff
                ? texts.cardOnly(settings.label)
                : texts.cardOn(settings.label)}
          </p>
          <Button component={Link} to="/admin/login-service" variant="default">
            {settings ? texts.change : texts.setUp}
          </Button>
        </div>
      )}
    </Card>
  );
}
