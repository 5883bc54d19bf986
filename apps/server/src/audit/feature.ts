import { Readable } from 'node:stream';
import type { AuditAnswer, AuditEntry, SiteId } from '@porchlight/protocol';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { CountryFinder } from '../platform/agents/index.ts';
import type { Clock } from '../platform/clock/index.ts';
import type { Storage } from '../platform/db/index.ts';
import { type Http, readBy } from '../platform/http/index.ts';
import { recordAlone } from './commands.ts';
import { csvOf } from './csv.ts';
import { presentEntry } from './present.ts';
import type { Audited, Recorded } from './record.ts';
import { type AuditFilter, findEntries } from './store.ts';
import type { AuditLogTable } from './tables.ts';

type Options = {
  storage: Storage;
  clock: Clock;
  findCountry: CountryFinder;
  /** Who is behind `request.actor` of a route of members. */
  readWho(actor: unknown): AuditEntry['who'];
};

const page = 50;
const exportPage = 500;

const ms = z.coerce.number().int().min(0).max(8.64e15).nullable().default(null);
const anyId = z.string().regex(/^[A-Za-z0-9_-]{1,80}$/, 'must be an id');
const filterQuery = z.strictObject({
  who: anyId.nullable().default(null),
  what: z
    .string()
    .regex(/^[a-z-]{1,40}(\.[a-z-]{1,40})?$/, 'must be a name such as member.roles-changed, or its first part')
    .nullable()
    .default(null),
  from: ms,
  to: ms,
});
const pageQuery = filterQuery.extend({ before: anyId.nullable().default(null) });

/** Who did what, when, from where: rule AUTH15 in docs/spec/logins.md. */
export class Audit {
  readonly #o: Options;

  constructor(options: Options) {
    this.#o = options;
  }

  /** Who asks by a route of members, for the command that does it. */
  by(request: FastifyRequest): Audited {
    const from = { ip: request.ip, userAgent: request.headers['user-agent'] ?? null };
    return { who: this.#o.readWho(request.actor), from };
  }

  /** Writes down what changes nothing else. */
  async note(entry: Omit<Recorded, 'at'>): Promise<void> {
    await this.#o.storage.execute(recordAlone, { ...entry, at: this.#o.clock.now() });
  }

  /** `readSites` tells which sites a route's member looks after, null for all. */
  addTo(http: Http, readSites: (actor: unknown) => readonly SiteId[] | null): void {
    const guard = {
      constraints: { surface: 'workspace' },
      config: { access: 'admin', needs: 'audit.read' },
    } as const;

    http.app.get('/api/admin/audit', guard, async (request): Promise<AuditAnswer> => {
      const { before, ...filter } = readBy(pageQuery, request.query, 'invalid_query');
      const own = { ...filter, sites: readSites(request.actor) };
      const found = await findEntries(this.#o.storage.read, own, before, page + 1);
      const entries = found.slice(0, page).map((row) => presentEntry(row, this.#o.findCountry));
      return { entries, hasEarlier: found.length > page };
    });

    http.app.get('/api/admin/audit.csv', { ...guard, exposeHeadRoute: false }, async (request, reply) => {
      const filter = readBy(filterQuery, request.query, 'invalid_query');
      const given = Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== null));
      await this.note({ ...this.by(request), what: 'audit.exported', after: given });
      return reply
        .type('text/csv; charset=utf-8')
        .header('content-disposition', 'attachment; filename="audit.csv"')
        .send(Readable.from(csvOf(this.#readAll({ ...filter, sites: readSites(request.actor) }))));
    });
  }

  async *#readAll(filter: AuditFilter): AsyncGenerator<AuditEntry> {
    for (let before: string | null = null; ; ) {
      const found: AuditLogTable[] = await findEntries(this.#o.storage.read, filter, before, exportPage);
      for (const row of found) yield presentEntry(row, this.#o.findCountry);
      if (found.length < exportPage) return;
      before = found.at(-1)?.id ?? null;
    }
  }
}
