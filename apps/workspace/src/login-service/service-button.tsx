import { Button } from '@mantine/core';
import { shieldCheck } from '@porchlight/design/icons';
import { useMutation } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useEffect, useRef } from 'react';
import type { Interface } from '../api.ts';
import { api } from '../api.ts';
import { describeError } from '../errors.ts';
import { t } from '../messages/index.ts';
import { Icon } from '../parts/icon.tsx';
import { Callout } from '../session/gate.tsx';

/** Leads to the organisation's login service, to log in or to confirm, and from there back to `next`. */
export function ServiceButton(props: {
  at: Interface;
  label: string;
  use: 'login' | 'confirmation';
  next: string;
  /** The one thing to do here: it is marked so, and focused. */
  isFirst?: boolean;
}): ReactNode {
  const { at, label, use, next, isFirst = false } = props;
  const begin = useMutation({
    mutationFn: () => (use === 'login' ? api.beginAtService(at, { next }) : api.confirmAtService(at, { next })),
    onSuccess: ({ url }) => location.assign(url),
  });
  const { reset } = begin;
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (isFirst) button.current?.focus();
  }, [isFirst]);
  useEffect(() => {
    // Back from there by the browser's own button, this page is as it was left: waiting.
    const onShow = (event: PageTransitionEvent) => event.persisted && reset();
    addEventListener('pageshow', onShow);
    return () => removeEventListener('pageshow', onShow);
  }, [reset]);
  return (
    <>
      {begin.isError && (
        <Callout tone="danger" isAlert>
          {describeError(begin.error)}
        </Callout>
      )}
      <Button
        ref={button}
        variant={isFirst ? 'filled' : 'default'}
        size="md"
        fullWidth
        leftSection={<Icon icon={shieldCheck} size={18} />}
        loading={begin.isPending || begin.isSuccess}
        onClick={() => begin.mutate()}
      >
        {use === 'login' ? t.loginService.logIn(label) : t.loginService.confirm(label)}
      </Button>
    </>
  );
}
