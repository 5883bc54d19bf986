import type { VisitorId } from '@porchlight/protocol';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { api } from '../api.ts';
import { t } from '../messages/index.ts';

/** The visitor card: one request for all that show a part of it. */
export function useVisitorCard(visitor: VisitorId) {
  return useQuery({
    queryKey: ['agent', 'visitor', visitor],
    queryFn: () => api.visitor(visitor),
    staleTime: 10_000,
    placeholderData: keepPreviousData,
  });
}

/** [VIS4] The surest other name of a visitor, in few words; nothing where there is none. */
export function AlsoKnown({ visitor }: { visitor: VisitorId }): ReactNode {
  const { data } = useVisitorCard(visitor);
  const [alias] = data?.id === visitor ? data.aliases : [];
  return alias ? <span>{t.recognition[alias.strength](alias.label)}</span> : null;
}
