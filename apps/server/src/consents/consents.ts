import type { ConsentChoices, SiteId, VisitId, VisitorId } from '@porchlight/protocol';
import type { Clock } from '../platform/clock/index.ts';
import type { Storage } from '../platform/db/index.ts';
import { appError } from '../platform/errors/index.ts';
import { newSortableId } from '../platform/ids/index.ts';
import type { Site } from '../sites/index.ts';
import { findVisitor } from '../visitors/index.ts';
import { recordConsent } from './commands.ts';
import type { ConsentProof } from './schema.ts';
import * as store from './store.ts';
import type { ConsentsTable } from './tables.ts';

const readTogether = 1_000;

export type ConsentsOptions = {
  storage: Storage;
  clock: Clock;
  /** The visitor of an open visit of the site: where cookies hold the visitor's id, pages know the visit alone. */
  findVisitorOf(site: SiteId, visit: VisitId): VisitorId | null;
  /** Take one proof from the allowance of a visitor, or of a stranger's network; throw `too_many_requests`. */
  allowVisitor(visitor: VisitorId): Promise<void>;
  allowNetwork(network: string): Promise<void>;
};

/** What the admin gets of a proof. */
export type ConsentRecord = ConsentChoices & {
  at: number;
  visitor: VisitorId | null;
  textVersion: string;
  source: string;
};

/** [CON5] The proofs of what visitors said yes to. */
export class Consents {
  readonly #options: ConsentsOptions;

  constructor(options: ConsentsOptions) {
    this.#options = options;
  }

  /**
   * Keeps the proof of a yes; of a stranger it names nobody [ING3]. `network` is where it came from. Throws
   * `invalid_body` for a version of the text that the site never had, and `too_many_requests`.
   */
  async record(site: Site, input: Omit<ConsentProof, 'v'>, network: string): Promise<void> {
    const { storage, findVisitorOf, allowVisitor, allowNetwork } = this.#options;
    if (Number(input.textVersion) > Number(site.consentTextVersion))
      throw appError('invalid_body', 'This site has no text of that version yet. Send the version the tag came with.');
    const claimed = input.visitor ?? (input.visit && findVisitorOf(site.id, input.visit));
    const known = claimed && (await findVisitor(storage.read, site.id, claimed));
    await (known ? allowVisitor(known.id) : allowNetwork(network));
    const { choices, textVersion, source } = input;
    await this.#write(site, known ? known.id : null, { choices, textVersion, source });
  }

  /** Keeps that a visitor whom nobody knew chatted where the site asks first: a yes to what the chat needs, and no more. */
  async recordChatClick(site: Site, visitor: VisitorId): Promise<void> {
    const choices = { functional: false, analytics: false };
    await this.#write(site, visitor, { choices, textVersion: site.consentTextVersion, source: 'chat-click' });
  }

  /** A visitor's newest proofs, newest first. */
  async findOf(site: SiteId, visitor: VisitorId, limit: number): Promise<ConsentRecord[]> {
    return (await store.findConsentsOf(this.#options.storage.read, site, visitor, limit)).map(presentConsent);
  }

  async #write(
    site: Site,
    visitor: VisitorId | null,
    {
      choices: { functional, analytics },
      textVersion,
      source,
    }: Pick<ConsentsTable, 'source'> & Pick<ConsentProof, 'choices' | 'textVersion'>,
  ): Promise<void> {
    const now = this.#options.clock.now();
    await this.#options.storage.execute(recordConsent, {
      id: newSortableId('pv', now),
      site_id: site.id,
      visitor_id: visitor,
      choices: JSON.stringify({ functional, analytics }),
      text_version: textVersion,
      source,
      at: now,
    });
  }

  /** All proofs of a site, oldest first, read from the database a part at a time. */
  async *read(site: SiteId): AsyncGenerator<ConsentRecord> {
    let after = '';
    for (;;) {
      const rows = await store.findConsents(this.#options.storage.read, site, after, readTogether);
      for (const row of rows) yield presentConsent(row);
      if (rows.length < readTogether) return;
      after = rows.at(-1)?.id ?? after;
    }
  }
}

function presentConsent(row: ConsentsTable): ConsentRecord {
  const { functional, analytics } = JSON.parse(row.choices) as ConsentChoices;
  const { at, visitor_id: visitor, text_version: textVersion, source } = row;
  return { at, visitor, functional, analytics, textVersion, source };
}
