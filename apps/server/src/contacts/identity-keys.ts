import type { CreateIdentityKeyAnswer, IdentityKey } from '@porchlight/protocol';
import { type Audited, bySystem } from '../audit/index.ts';
import type { Clock } from '../platform/clock/index.ts';
import type { Storage } from '../platform/db/index.ts';
import { appError } from '../platform/errors/index.ts';
import { newSecret } from '../platform/ids/index.ts';
import { OutboundError } from '../platform/outbound/index.ts';
import type { Site } from '../sites/index.ts';
import { addKey, removeKey } from './commands.ts';
import type { KeySets } from './key-sets.ts';
import { readPublicKey } from './public-key.ts';
import type { CreateIdentityKey } from './schema.ts';
import { deriveSharedSecret } from './shared-secret.ts';
import * as store from './store.ts';
import type { IdentityKeysTable } from './tables.ts';

type Options = { storage: Storage; clock: Clock; keySets: KeySets; secret: string };

/** [CNV7] The keys by which a site's own login proves who somebody is; admins make and delete them. */
export class IdentityKeys {
  readonly #o: Options;

  constructor(options: Options) {
    this.#o = options;
  }

  async findAll(site: Site): Promise<IdentityKey[]> {
    return (await store.findKeys(this.#o.storage.read, site.id)).map(presentKey);
  }

  /** Adds a key; a shared secret is told in this answer alone. Throws `identity_key_invalid`. */
  async add(site: Site, input: CreateIdentityKey, by: Audited = bySystem): Promise<CreateIdentityKeyAnswer> {
    const { storage, clock, secret } = this.#o;
    const row: IdentityKeysTable = {
      id: `ik_${newSecret().slice(0, 22)}`,
      site_id: site.id,
      kind: input.kind,
      algorithm: null,
      source: null,
      public_key: null,
      created_at: clock.now(),
      last_used_at: null,
      ...(await this.#read(input)),
    };
    await storage.execute(addKey, { row, by });
    const isSecret = input.kind === 'shared-secret';
    return { key: presentKey(row), secret: isSecret ? deriveSharedSecret(secret, site.id, row.id) : null };
  }

  /** Deletes a key; what it proved is over. Throws `identity_key_not_found`. */
  async remove(site: Site, id: string, by: Audited = bySystem): Promise<void> {
    const at = this.#o.clock.now();
    if (!(await this.#o.storage.execute(removeKey, { site: site.id, id, by, at })))
      throw appError('identity_key_not_found', 'There is no such key any more. Load the list again.');
  }

  async #read(input: CreateIdentityKey): Promise<Partial<IdentityKeysTable>> {
    if (input.kind === 'shared-secret') return { algorithm: 'HS256' };
    if (input.kind === 'public-key') {
      const { pem, fingerprint } = readPublicKey(input.pem, input.algorithm);
      return { algorithm: input.algorithm, public_key: pem, source: fingerprint };
    }
    try {
      await this.#o.keySets.try(input.url);
    } catch (error) {
      if (!(error instanceof OutboundError)) throw error;
      const message = `This address does not work: ${error.message}`;
      throw appError('identity_key_invalid', message, { problems: [{ path: 'url', message }], cause: error });
    }
    return { source: new URL(input.url).href };
  }
}

function presentKey(row: IdentityKeysTable): IdentityKey {
  const { id, kind, algorithm, source, created_at: createdAt, last_used_at: lastUsedAt } = row;
  return { id, kind, algorithm, source, createdAt, lastUsedAt };
}
