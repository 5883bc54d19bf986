import { cleanLine, type GroupsAnswer, helpRights, limits } from '@porchlight/protocol';
import { z } from 'zod';
import type { Audit } from '../audit/index.ts';
import { type Http, readBy } from '../platform/http/index.ts';
import type { Sites } from '../sites/index.ts';
import type { Groups } from './groups.ts';

type Options = { http: Http; sites: Sites; groups: Groups; audit: Audit };
type OfSite = { Params: { site: string } };
type OfGroup = { Params: { site: string; group: string } };

const may = z.array(z.enum(helpRights)).max(helpRights.length);
const name = z
  .string()
  .transform((text) => cleanLine(text, limits.groupNameChars))
  .pipe(z.string().min(1, 'Give the group a name.'));
const newGroup = z.strictObject({ name, may: may.default([]) });
const groupChange = z.strictObject({ name: name.optional(), may: may.optional() });
const rightsRequest = z.strictObject({ guests: may, users: may });

/** Groups and rights in the admin: for whoever may change users. */
export function groupRoutes({ http, sites, groups, audit }: Options): void {
  const guard = { constraints: { surface: 'workspace' }, config: { access: 'admin', needs: 'users.change' } } as const;
  const base = '/api/admin/sites/:site';

  http.app.get<OfSite>(`${base}/groups`, guard, async (request): Promise<GroupsAnswer> => {
    return groups.readAll(sites.getSite(request.params.site).id);
  });

  http.app.put<OfSite>(`${base}/help-rights`, guard, async (request, reply) => {
    const { id } = sites.getSite(request.params.site);
    await groups.saveRights(id, readBy(rightsRequest, request.body), audit.by(request));
    return reply.status(204).send();
  });

  http.app.post<OfSite>(`${base}/groups`, guard, async (request, reply) => {
    const { id } = sites.getSite(request.params.site);
    const group = await groups.add(id, readBy(newGroup, request.body), audit.by(request));
    return reply.status(201).send({ id: group });
  });

  http.app.patch<OfGroup>(`${base}/groups/:group`, guard, async (request, reply) => {
    const { id } = sites.getSite(request.params.site);
    await groups.change(id, request.params.group, readBy(groupChange, request.body), audit.by(request));
    return reply.status(204).send();
  });

  http.app.delete<OfGroup>(`${base}/groups/:group`, guard, async (request, reply) => {
    const { id } = sites.getSite(request.params.site);
    await groups.remove(id, request.params.group, audit.by(request));
    return reply.status(204).send();
  });
}
