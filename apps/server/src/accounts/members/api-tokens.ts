import { type ApiToken, type CreateApiTokenAnswer, type Permission, permissions } from '@porchlight/protocol';
import type { z } from 'zod';
import type { Audited } from '../../audit/index.ts';
import type { Clock } from '../../platform/clock/index.ts';
import type { Storage } from '../../platform/db/index.ts';
import { appError } from '../../platform/errors/index.ts';
import { hashSecret, newId, newSecret } from '../../platform/ids/index.ts';
import type { TokenAccess } from '../permission-access.ts';
import { presentMember } from '../present.ts';
import * as commands from './commands.ts';
import type { createToken } from './schema.ts';
import * as store from './store.ts';
import type { ApiTokensTable } from './tables.ts';

const dayMs = 86_400_000;
/** When a token was used last is told by the minute. */
const noteUseMs = 60_000;

/** [AUTH17] Tokens by which other programs do what their maker may, or less. */
export class ApiTokens {
  readonly #storage: Storage;
  readonly #clock: Clock;

  constructor({ storage, clock }: { storage: Storage; clock: Clock }) {
    this.#storage = storage;
    this.#clock = clock;
  }

  async findAll(): Promise<ApiToken[]> {
    const found = await store.findTokens(this.#storage.read, this.#clock.now());
    return found.map(({ token, member }) => presentToken(token, member.name));
  }

  /** Makes a token; it is told in this answer alone. Throws `permission_missing` for what its maker may not do. */
  async add(
    giver: commands.Giver & { name: string },
    input: z.output<typeof createToken>,
    by: Audited,
  ): Promise<CreateApiTokenAnswer> {
    if (!input.scopes.every((scope) => giver.permissions.includes(scope)))
      throw appError('permission_missing', 'A token may do what you may do yourself, and no more. Choose less.');
    const secret = `pl_${newSecret()}`;
    const now = this.#clock.now();
    const row: ApiTokensTable = {
      id: newId('at'),
      token_hash: hashSecret(secret),
      member_id: giver.id,
      name: input.name,
      scopes: JSON.stringify(permissions.filter((one) => input.scopes.includes(one))),
      created_at: now,
      expires_at: now + input.days * dayMs,
      last_used_at: null,
    };
    await this.#storage.execute(commands.addToken, { row, by });
    return { token: presentToken(row, giver.name), secret };
  }

  /** Ends a token at once. Throws `api_token_not_found`. */
  async end(id: string, by: Audited): Promise<void> {
    await this.#storage.execute(commands.endToken, { id, by, at: this.#clock.now() });
  }

  /** Who is behind a token: its maker, with what both may do; null for one that is unknown or over. */
  async find(secret: string): Promise<Omit<TokenAccess, 'interface'> | null> {
    const now = this.#clock.now();
    const row = await store.findTokenBy(this.#storage.read, 'token_hash', hashSecret(secret));
    if (!row || row.expires_at <= now) return null;
    const maker = await store.findAnyMember(this.#storage.read, row.member_id);
    if (!maker || maker.deactivated_at !== null) return null;
    if (row.last_used_at === null || now - row.last_used_at >= noteUseMs)
      await this.#storage.execute(commands.touchToken, { id: row.id, at: now }).catch(() => null);
    return { kind: 'api-token', id: row.id, name: row.name, scopes: readScopes(row), member: presentMember(maker) };
  }

  async isLive(id: string): Promise<boolean> {
    const row = await store.findTokenBy(this.#storage.read, 'id', id);
    return row !== null && row.expires_at > this.#clock.now();
  }
}

function readScopes(row: ApiTokensTable): Permission[] {
  return JSON.parse(row.scopes) as Permission[];
}

function presentToken(row: ApiTokensTable, by: string): ApiToken {
  const { id, name, created_at: createdAt, expires_at: expiresAt, last_used_at: lastUsedAt } = row;
  return { id, name, scopes: readScopes(row), createdAt, expiresAt, lastUsedAt, by };
}
