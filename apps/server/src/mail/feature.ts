import type { JobsAnswer } from '@porchlight/protocol';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Audited } from '../audit/index.ts';
import type { Clock } from '../platform/clock/index.ts';
import type { Storage } from '../platform/db/index.ts';
import { type Http, readBy } from '../platform/http/index.ts';
import { findDeadJobs, type JobCounts } from '../platform/jobs/index.ts';
import { jobNotFound, putJobAway, retryJobs } from './commands.ts';
import { presentFailed } from './failed.ts';

type Options = {
  http: Http;
  storage: Storage;
  clock: Clock;
  /** Who asks by a route of members, for the audit log. */
  readBy(request: FastifyRequest): Audited;
  countJobs(): Promise<JobCounts>;
};

const listed = 100;
const noBody = z.strictObject({}).nullish();

/** What could not be sent: why, once more, or away with it. */
export function mailRoutes({ http, storage, clock, readBy: whoAsks, countJobs }: Options): void {
  const guard = {
    constraints: { surface: 'workspace' },
    config: { access: 'admin', needs: 'security.change' },
  } as const;
  type One = { Params: { job: string } };

  http.app.get('/api/admin/jobs', guard, async (): Promise<JobsAnswer> => {
    const now = clock.now();
    const failed = (await findDeadJobs(storage.read, listed)).map((row) => presentFailed(row, now));
    return { ...(await countJobs()), failed };
  });

  async function retry(request: FastifyRequest, reply: FastifyReply, id: string | null) {
    readBy(noBody, request.body);
    await storage.execute(retryJobs, { id, by: whoAsks(request), now: clock.now() });
    return reply.status(204).send();
  }
  http.app.post('/api/admin/jobs/revivals', guard, (request, reply) => retry(request, reply, null));
  http.app.post<One>('/api/admin/jobs/:job/revivals', guard, (request, reply) =>
    retry(request, reply, readId(request)),
  );

  http.app.delete<One>('/api/admin/jobs/:job', guard, async (request, reply) => {
    await storage.execute(putJobAway, { id: readId(request), by: whoAsks(request), now: clock.now() });
    return reply.status(204).send();
  });
}

/** No database takes every character. */
function readId(request: FastifyRequest<{ Params: { job: string } }>): string {
  const { job } = request.params;
  if (!/^[\w-]{1,60}$/.test(job)) throw jobNotFound();
  return job;
}
