import { Button, Checkbox, TextInput } from '@mantine/core';
import { type CommentSettings, commentPolicies, type SiteId } from '@porchlight/protocol';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { FormEvent, ReactNode } from 'react';
import { useState } from 'react';
import { api } from '../../api.ts';
import { describeError } from '../../errors.ts';
import { t } from '../../messages/index.ts';
import { showToast } from '../../parts/toasts.tsx';
import { Callout } from '../../session/gate.tsx';
import { Choices } from '../choices.tsx';
import classes from './comments.module.css';
import { commentsKey } from './queries.ts';

/** How a site takes comments. */
export function RulesForm(props: { site: SiteId; settings: CommentSettings; onDone: () => void }): ReactNode {
  const { site, settings, onDone } = props;
  const { comments: words } = t.admin;
  const client = useQueryClient();
  const [policy, setPolicy] = useState(settings.policy);
  const [links, setLinks] = useState(String(settings.linksAtMost));
  const [tellsMembers, setTells] = useState(settings.tellsMembers);
  const linksAtMost = /^\d{1,2}$/.test(links.trim()) ? Number(links) : -1;
  const isWrong = linksAtMost < 0 || linksAtMost > 20;
  const save = useMutation({
    mutationFn: () => api.saveCommentSettings(site, { policy, linksAtMost, tellsMembers }),
    onSuccess: async () => {
      showToast({ tone: 'success', message: words.saved });
      await client.invalidateQueries({ queryKey: commentsKey(site) });
      onDone();
    },
  });
  function submit(event: FormEvent) {
    event.preventDefault();
    if (!isWrong) save.mutate();
  }
  return (
    <form onSubmit={submit} className={classes.stack} noValidate>
      {save.isError && (
        <Callout tone="danger" isAlert>
          {describeError(save.error)}
        </Callout>
      )}
      <Choices
        name="comment-policy"
        legend={words.policy}
        value={policy}
        choices={commentPolicies.map((value) => ({ value, ...words.policies[value] }))}
        onChange={setPolicy}
      />
      {policy !== 'off' && (
        <>
          <TextInput
            label={words.links}
            description={words.linksHint}
            inputMode="numeric"
            value={links}
            error={isWrong && words.linksWrong}
            onChange={(event) => setLinks(event.currentTarget.value)}
          />
          <Checkbox
            label={words.tells}
            description={words.tellsHint}
            checked={tellsMembers}
            onChange={(event) => setTells(event.currentTarget.checked)}
          />
        </>
      )}
      <div className={classes.confirm}>
        <Button variant="default" onClick={onDone}>
          {t.common.cancel}
        </Button>
        <Button type="submit" loading={save.isPending} disabled={isWrong}>
          {t.common.save}
        </Button>
      </div>
    </form>
  );
}
