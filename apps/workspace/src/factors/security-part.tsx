import { Button, TextInput } from '@mantine/core';
import type { EnrolledAnswer, FactorsAnswer, Passkey } from '@porchlight/protocol';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { FormEvent, ReactNode } from 'react';
import { useState } from 'react';
import type { Interface } from '../api.ts';
import { api } from '../api.ts';
import { formatAgo, formatDateTime } from '../dates.ts';
import { describeError } from '../errors.ts';
import { t } from '../messages/index.ts';
import { Dialog } from '../parts/dialog.tsx';
import { Bones, ErrorState } from '../parts/states.tsx';
import { showToast } from '../parts/toasts.tsx';
import { useNow } from '../realtime/now.ts';
import { Callout } from '../session/gate.tsx';
import classes from './factors.module.css';
import { hasPasskeys } from './passkeys.ts';
import { factorsQuery } from './queries.ts';
import { RecoveryCodes } from './recovery-codes.tsx';
import { SetUpApp } from './set-up-app.tsx';
import { SetUpPasskey } from './set-up-passkey.tsx';

type Leaving = { kind: 'app' } | { kind: 'passkey'; passkey: Passkey } | { kind: 'codes' };
type Open =
  | { kind: 'app' }
  | { kind: 'passkey' }
  | { kind: 'codes'; codes: string[] }
  | { kind: 'rename'; passkey: Passkey };

/** [AUTH4] A member's own second factors, as part of what they see of their account's security. */
export function SecondFactors({ at }: { at: Interface }): ReactNode {
  const client = useQueryClient();
  const factors = useQuery(factorsQuery(at));
  const [open, setOpen] = useState<Open | null>(null);
  const [leaving, setLeaving] = useState<Leaving | null>(null);
  const refresh = () => client.invalidateQueries({ queryKey: factorsQuery(at).queryKey });
  const close = () => setOpen(null);
  async function enrolled({ recoveryCodes }: EnrolledAnswer) {
    await refresh();
    showToast({ tone: 'success', message: t.factors.part.added });
    setOpen(recoveryCodes === null ? null : { kind: 'codes', codes: recoveryCodes });
  }
  if (factors.isError) return <ErrorState error={factors.error} onRetry={() => void factors.refetch()} />;
  if (!factors.data) return <Bones rows={3} shape="row" />;
  const titles = {
    app: t.factors.app.title,
    passkey: t.factors.passkeys.title,
    codes: t.factors.codes.title,
    rename: t.factors.passkeys.rename,
  };
  return (
    <>
      <Rows of={factors.data} onOpen={setOpen} onLeave={setLeaving} />
      <Dialog isOpen={open !== null} title={open ? titles[open.kind] : ''} onClose={close}>
        {open?.kind === 'app' && (
          <>
            {factors.data.totp && <Callout tone="warning">{t.factors.app.replaces}</Callout>}
            <SetUpApp at={at} onDone={(answer) => void enrolled(answer)} />
          </>
        )}
        {open?.kind === 'passkey' && <SetUpPasskey at={at} onDone={(answer) => void enrolled(answer)} />}
        {open?.kind === 'codes' && <RecoveryCodes codes={open.codes} email={factors.data.email} onDone={close} />}
        {open?.kind === 'rename' && (
          <Rename
            at={at}
            passkey={open.passkey}
            onDone={() => {
              void refresh();
              close();
            }}
          />
        )}
      </Dialog>
      <Dialog
        isOpen={leaving !== null}
        size="sm"
        title={leaving ? titleOfLeaving(leaving) : ''}
        onClose={() => setLeaving(null)}
      >
        {leaving && (
          <Leave
            at={at}
            of={factors.data}
            leaving={leaving}
            onClose={() => setLeaving(null)}
            onDone={async (codes) => {
              await refresh();
              setLeaving(null);
              if (codes) setOpen({ kind: 'codes', codes });
              else showToast({ tone: 'success', message: t.factors.part.removed });
            }}
          />
        )}
      </Dialog>
    </>
  );
}

function Rows(props: {
  of: FactorsAnswer;
  onOpen: (open: Open) => void;
  onLeave: (leaving: Leaving) => void;
}): ReactNode {
  const { of, onOpen, onLeave } = props;
  const now = useNow(60_000);
  const { app, passkeys, codes, part } = t.factors;
  const isLast = (of.totp ? 1 : 0) + of.passkeys.length === 1;
  const isKept = of.isRequired && isLast;
  const canAdd = of.canUsePasskeys && hasPasskeys();
  const describePasskeys = !of.canUsePasskeys
    ? passkeys.impossible
    : !hasPasskeys()
      ? passkeys.unsupported
      : of.passkeys.length === 0
        ? passkeys.none
        : null;
  return (
    <div className={classes.rows}>
      {isKept && <p className={classes.text}>{part.required}</p>}
      <div className={classes.row}>
        <div className={classes.rowWords}>
          <h3 className={classes.rowTitle}>{passkeys.name}</h3>
          {describePasskeys && <p className={classes.text}>{describePasskeys}</p>}
        </div>
        {canAdd && (
          <Button variant="default" size="sm" onClick={() => onOpen({ kind: 'passkey' })}>
            {passkeys.add}…
          </Button>
        )}
        {of.passkeys.length > 0 && (
          <ul className={classes.passkeys}>
            {of.passkeys.map((passkey) => (
              <li key={passkey.id} className={classes.passkey}>
                <div className={classes.rowWords}>
                  <p className={classes.passkeyName}>{passkey.name}</p>
                  <p className={classes.text}>{describePasskey(passkey, now)}</p>
                </div>
                <div className={classes.rowActions}>
                  <Button
                    variant="subtle"
                    size="compact-sm"
                    aria-label={passkeys.renameOf(passkey.name)}
                    onClick={() => onOpen({ kind: 'rename', passkey })}
                  >
                    {passkeys.rename}
                  </Button>
                  {!isKept && (
                    <Button
                      variant="subtle"
                      color="danger"
                      size="compact-sm"
                      aria-label={passkeys.removeOf(passkey.name)}
                      onClick={() => onLeave({ kind: 'passkey', passkey })}
                    >
                      {part.remove}
                    </Button>
                  )}
                </div>
              </li>
            ))}
          </ul>
        )}
      </div>
      <div className={classes.row}>
        <div className={classes.rowWords}>
          <h3 className={classes.rowTitle}>{app.name}</h3>
          <p className={classes.text}>{of.totp ? app.since(formatDateTime(of.totp.createdAt, now)) : app.off}</p>
        </div>
        <div className={classes.rowActions}>
          <Button variant="default" size="sm" onClick={() => onOpen({ kind: 'app' })}>
            {of.totp ? app.renew : app.setUp}…
          </Button>
          {of.totp && !isKept && (
            <Button
              variant="subtle"
              color="danger"
              size="sm"
              aria-label={passkeys.removeOf(app.name)}
              onClick={() => onLeave({ kind: 'app' })}
            >
              {part.remove}
            </Button>
          )}
        </div>
      </div>
      {(of.totp || of.passkeys.length > 0) && (
        <div className={classes.row}>
          <div className={classes.rowWords}>
            <h3 className={classes.rowTitle}>{codes.name}</h3>
            <p className={classes.text}>
              {codes.left(of.recoveryCodesLeft)}. {of.recoveryCodesLeft <= 3 && codes.few}
            </p>
          </div>
          <Button variant="default" size="sm" onClick={() => onLeave({ kind: 'codes' })}>
            {codes.renew}…
          </Button>
        </div>
      )}
    </div>
  );
}

function describePasskey(passkey: Passkey, now: number): string {
  const { made, used, neverUsed, isBackedUp } = t.factors.passkeys;
  return [
    made(formatDateTime(passkey.createdAt, now)),
    passkey.lastUsedAt === null ? neverUsed : used(formatAgo(passkey.lastUsedAt, now)),
    ...(passkey.isBackedUp ? [isBackedUp] : []),
  ].join(', ');
}

function titleOfLeaving(leaving: Leaving): string {
  if (leaving.kind === 'codes') return t.factors.codes.renewTitle;
  return t.factors.part.removeTitle(leaving.kind === 'app' ? t.factors.app.name : leaving.passkey.name);
}

/** Asks before something stops working; `onDone` with new codes where those were replaced. */
function Leave(props: {
  at: Interface;
  of: FactorsAnswer;
  leaving: Leaving;
  onClose: () => void;
  onDone: (codes: string[] | null) => void;
}): ReactNode {
  const { at, of, leaving, onClose, onDone } = props;
  const isLast = leaving.kind !== 'codes' && (of.totp ? 1 : 0) + of.passkeys.length === 1;
  const leave = useMutation({
    mutationFn: async () => {
      if (leaving.kind === 'codes') return (await api.replaceRecoveryCodes(at)).recoveryCodes;
      await (leaving.kind === 'app' ? api.removeTotp(at) : api.removePasskey(at, leaving.passkey.id));
      return null;
    },
    onSuccess: onDone,
  });
  const text =
    leaving.kind === 'codes'
      ? t.factors.codes.renewText
      : isLast
        ? t.factors.part.removeLast
        : t.factors.part.removeText;
  return (
    <div className={classes.setUp}>
      {leave.isError && (
        <Callout tone="danger" isAlert>
          {describeError(leave.error)}
        </Callout>
      )}
      <p>{text}</p>
      <div className={classes.dialogActions}>
        <Button variant="default" data-autofocus onClick={onClose}>
          {t.common.cancel}
        </Button>
        <Button
          {...(leaving.kind === 'codes' ? {} : { color: 'danger' })}
          loading={leave.isPending}
          onClick={() => leave.mutate()}
        >
          {leaving.kind === 'codes' ? t.factors.codes.renew : t.factors.part.remove}
        </Button>
      </div>
    </div>
  );
}

function Rename(props: { at: Interface; passkey: Passkey; onDone: () => void }): ReactNode {
  const { at, passkey, onDone } = props;
  const [name, setName] = useState(passkey.name);
  const rename = useMutation({
    mutationFn: () => api.renamePasskey(at, passkey.id, name.trim()),
    onSuccess: onDone,
  });
  const problem = name.trim() === '' ? t.factors.passkeys.nameMissing : undefined;
  function submit(event: FormEvent) {
    event.preventDefault();
    if (!problem) rename.mutate();
  }
  return (
    <form className={classes.setUp} onSubmit={submit} noValidate>
      {rename.isError && (
        <Callout tone="danger" isAlert>
          {describeError(rename.error)}
        </Callout>
      )}
      <TextInput
        label={t.factors.passkeys.label}
        maxLength={60}
        autoComplete="off"
        data-autofocus
        value={name}
        error={problem}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <Button type="submit" loading={rename.isPending}>
        {t.common.save}
      </Button>
    </form>
  );
}
