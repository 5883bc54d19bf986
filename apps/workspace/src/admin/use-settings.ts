import type { AdminSite, UpdateSiteRequest } from '@porchlight/protocol';
import type { UseMutationResult } from '@tanstack/react-query';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useBlocker } from '@tanstack/react-router';
import { useState } from 'react';
import { api } from '../api.ts';
import { t } from '../messages/index.ts';
import { showToast } from '../parts/toasts.tsx';
import { sessionQuery } from '../session/use-session.ts';
import { sitesQuery, storedQuery } from './queries.ts';

/** Changes a site on the server, and what the administration shows of it. */
export function useSiteChange(site: AdminSite): UseMutationResult<AdminSite, Error, UpdateSiteRequest> {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (request: UpdateSiteRequest) => api.updateSite(site.id, request),
    onSuccess: (saved) => {
      client.setQueryData(
        sitesQuery.queryKey,
        (all) => all && { sites: all.sites.map((one) => (one.id === saved.id ? saved : one)) },
      );
      // The workspace learns of the change when it is next opened; what is stored depends on the mode.
      client.removeQueries({ queryKey: sessionQuery('agent').queryKey });
      client.removeQueries({ queryKey: storedQuery(saved.id).queryKey });
    },
  });
}

/** One part of a site's settings while it is edited. */
export type SettingsForm<D> = {
  draft: D;
  isChanged: boolean;
  change: (fields: Partial<D>) => void;
  discard: () => void;
  submit: () => void;
  save: UseMutationResult<AdminSite, Error, UpdateSiteRequest>;
};

/**
 * A form over some of a site's settings: `draftOf` puts them as they stand in the fields, `requestOf` takes them from
 * there. Only what was touched is held, so what changes elsewhere meanwhile is shown, and is not undone by saving.
 */
export function useSettingsForm<D extends object>(
  site: AdminSite,
  draftOf: (site: AdminSite) => D,
  requestOf: (draft: D) => UpdateSiteRequest,
): SettingsForm<D> {
  const [touched, setTouched] = useState<Partial<D>>({});
  const save = useSiteChange(site);
  const base = draftOf(site);
  const draft: D = { ...base, ...touched };
  const isChanged = (Object.keys(touched) as (keyof D)[]).some((key) => touched[key] !== base[key]);
  useBlocker({ shouldBlockFn: () => !window.confirm(t.admin.leaveUnsaved), disabled: !isChanged || save.isPending });
  return {
    draft,
    isChanged,
    save,
    change: (fields) => setTouched((now) => ({ ...now, ...fields })),
    discard: () => {
      setTouched({});
      save.reset();
    },
    submit: () =>
      save.mutate(requestOf(draft), {
        onSuccess: () => {
          // What was typed while the answer was on its way is not saved yet.
          setTouched((now) => omitSame(now, draft));
          showToast({ tone: 'success', message: t.admin.settingsSaved });
        },
      }),
  };
}

function omitSame<D extends object>(fields: Partial<D>, saved: D): Partial<D> {
  const kept = (Object.entries(fields) as [keyof D, D[keyof D]][]).filter(([key, value]) => value !== saved[key]);
  return Object.fromEntries(kept) as Partial<D>;
}
