import { Anchor, Button } from '@mantine/core';
import { alert, check } from '@porchlight/design/icons';
import type { LinkPurpose } from '@porchlight/protocol';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useEffect, useRef, useState } from 'react';
import { ApiError, api } from '../api.ts';
import { t } from '../messages/index.ts';
import { Bones, EmptyState, ErrorState } from '../parts/states.tsx';
import { Gate } from '../session/gate.tsx';
import { takeLinkToken } from './link-token.ts';

/** Tells whether the server says that a link was used, has expired or never was. */
export function isLinkOver(error: unknown): boolean {
  return error instanceof ApiError && error.code === 'link_invalid_or_used';
}

/** The way to the login, below what a link leads to. */
export function ToLogin(): ReactNode {
  return (
    <Anchor component={Link} to="/login" size="sm">
      {t.links.toLogin}
    </Anchor>
  );
}

/** What a one-time link leads to: first whether it is good and whose it is, then `children` with its token. */
export function LinkGate(props: {
  purpose: LinkPurpose;
  title: string;
  lead: string;
  invalid: string;
  /** A way on where the link is over. */
  onward?: ReactNode;
  children: (link: { token: string; email: string }) => ReactNode;
}): ReactNode {
  const { purpose, title, lead } = props;
  const [token] = useState(takeLinkToken);
  const link = useQuery({
    queryKey: ['link', purpose, token],
    queryFn: () => api.lookAtLink({ purpose, token: token ?? '' }),
    enabled: token !== null,
    // Looked at once: while the form is filled in, it is used up in one of its tabs at most.
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  });
  useEffect(() => {
    document.title = `${title} · ${t.product}`;
  }, [title]);
  if (token === null) return <Over title={t.links.missingTitle}>{t.links.missing}</Over>;
  if (isLinkOver(link.error))
    return (
      <Over title={t.links.invalidTitle} action={props.onward}>
        {props.invalid}
      </Over>
    );
  return (
    <Gate title={title} lead={lead} foot={<ToLogin />}>
      {link.isPending ? (
        <Bones rows={3} shape="line" />
      ) : link.isError ? (
        <ErrorState error={link.error} onRetry={() => void link.refetch()} />
      ) : (
        props.children({ token, email: link.data.email })
      )}
    </Gate>
  );
}

/** A link that leads nowhere, and what to do. */
export function Over(props: { title: string; children: ReactNode; action?: ReactNode }): ReactNode {
  return (
    <Gate foot={<ToLogin />}>
      <EmptyState isPage icon={alert} tone="danger" title={props.title} action={props.action}>
        {props.children}
      </EmptyState>
    </Gate>
  );
}

/** It is done; what comes next. Takes the focus, so that it is heard. */
export function Done(props: { title: string; children: ReactNode; hasLogin?: boolean }): ReactNode {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    document.title = `${props.title} · ${t.product}`;
    place.current?.focus();
  }, [props.title]);
  return (
    <Gate foot={props.hasLogin ? undefined : <ToLogin />}>
      <div ref={place} tabIndex={-1} style={{ outline: 'none' }}>
        <EmptyState
          isPage
          icon={check}
          title={props.title}
          action={
            props.hasLogin ? (
              <Button component={Link} to="/login" size="md">
                {t.links.logIn}
              </Button>
            ) : undefined
          }
        >
          {props.children}
        </EmptyState>
      </div>
    </Gate>
  );
}
