import { Button, Checkbox } from '@mantine/core';
import { roles as allRoles, type Role } from '@porchlight/protocol';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { FormEvent, ReactNode } from 'react';
import { useState } from 'react';
import { Card } from '../admin/page.tsx';
import { api } from '../api.ts';
import { describeError } from '../errors.ts';
import { t } from '../messages/index.ts';
import { Bones, ErrorState } from '../parts/states.tsx';
import { showToast } from '../parts/toasts.tsx';
import { Callout } from '../session/gate.tsx';
import classes from './factors.module.css';

const ruleQuery = { queryKey: ['admin', 'second-factor-rule'], queryFn: () => api.secondFactorRule() };

/** [AUTH4] Which roles must have a second factor; for whoever may change how people log in. */
export function SecondFactorRuleCard(): ReactNode {
  const rule = useQuery(ruleQuery);
  return (
    <Card title={t.factors.rule.title} text={t.factors.rule.text}>
      {rule.isPending && <Bones rows={2} shape="line" />}
      {rule.isError && <ErrorState error={rule.error} onRetry={() => void rule.refetch()} />}
      {rule.data && <RuleForm present={rule.data.roles} />}
    </Card>
  );
}

function RuleForm({ present }: { present: Role[] }): ReactNode {
  const client = useQueryClient();
  const [roles, setRoles] = useState(present);
  const save = useMutation({
    mutationFn: () => api.changeSecondFactorRule({ roles }),
    onSuccess: (saved) => {
      client.setQueryData(ruleQuery.queryKey, saved);
      showToast({ tone: 'success', message: t.factors.rule.saved });
    },
  });
  function submit(event: FormEvent) {
    event.preventDefault();
    save.mutate();
  }
  return (
    <form className={classes.setUp} onSubmit={submit}>
      {save.isError && (
        <Callout tone="danger" isAlert>
          {describeError(save.error)}
        </Callout>
      )}
      <Checkbox.Group
        label={t.factors.rule.legend}
        value={roles}
        onChange={(next) => setRoles(allRoles.filter((role) => next.includes(role)))}
      >
        <div className={classes.roles}>
          {allRoles.map((role) => (
            <Checkbox key={role} value={role} label={t.admin.roles[role]} />
          ))}
        </div>
      </Checkbox.Group>
      <div>
        <Button type="submit" loading={save.isPending} disabled={roles.join() === present.join()}>
          {t.common.save}
        </Button>
      </div>
    </form>
  );
}
