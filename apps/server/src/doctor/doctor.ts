import { isAllowedOrigin, limits, type SiteId } from '@porchlight/protocol';
import { type Audited, bySystem } from '../audit/index.ts';
import type { Clock } from '../platform/clock/index.ts';
import type { Storage } from '../platform/db/index.ts';
import { appError } from '../platform/errors/index.ts';
import { hashSecret, newSecret } from '../platform/ids/index.ts';
import type { Site } from '../sites/index.ts';
import * as commands from './commands.ts';
import * as store from './store.ts';
import type { DoctorCodesTable } from './tables.ts';

/** Who opens a page with a code: bound softly, since nothing may be stored in the browser for it. */
export type CodeBrowser = { agent: string; network: string };

/** The one-time codes with which a site's owner has a page of the site checked [DOC1]. */
export class Doctor {
  readonly #storage: Storage;
  readonly #clock: Clock;

  constructor(storage: Storage, clock: Clock) {
    this.#storage = storage;
    this.#clock = clock;
  }

  /** Makes a code for 15 minutes; the member's former one for this site ends. Only its hash is stored. */
  async makeCode(
    site: SiteId,
    member: string,
    by: Audited = bySystem,
  ): Promise<{ code: string; at: number; expiresAt: number }> {
    const code = newSecret();
    const now = this.#clock.now();
    const row: DoctorCodesTable = {
      code_hash: hashSecret(code),
      site_id: site,
      member_id: member,
      expires_at: now + limits.doctorCodeMs,
      browser_hash: null,
      checks_left: limits.doctorChecks,
    };
    await this.#storage.execute(commands.keepCode, { row, by, now });
    return { code, at: now, expiresAt: row.expires_at };
  }

  /**
   * Lets in a page with a good code and answers with what is left of it; `counts` takes one check from it and binds it
   * to this browser. Throws `doctor_code_invalid` for every other code, without saying why.
   */
  async access(
    site: SiteId,
    code: string,
    { agent, network }: CodeBrowser,
    counts: boolean,
  ): Promise<{ minutesLeft: number; checksLeft: number }> {
    const now = this.#clock.now();
    const use = { codeHash: hashSecret(code), site, browserHash: hashSecret(`${network} ${agent}`), now };
    const row = counts
      ? await this.#storage.execute(commands.takeCheck, use)
      : await store.findCode(this.#storage.read, use);
    // The other steps belong to a check that was counted, by a browser that is bound.
    if (!row || (!counts && row.browser_hash === null)) throw codeInvalid();
    return { minutesLeft: Math.ceil((row.expires_at - now) / 60_000), checksLeft: row.checks_left };
  }
}

/** One refusal for all codes that are not good here, so that it tells nothing of them. */
export function codeInvalid() {
  return appError(
    'doctor_code_invalid',
    'This code is not good here, or not any more. Make a new one in the admin, under the site’s doctor.',
  );
}

/** [DOC2] Addresses of the site's own pages with the code: the last page that was seen, then each domain's first page. */
export function addressesOf(
  { domains, blockedDomains }: Pick<Site, 'domains' | 'blockedDomains'>,
  { code, lastUrl, parameter, isPlain }: { code: string; lastUrl: string | null; parameter: string; isPlain: boolean },
): string[] {
  const pages = domains
    .filter((entry) => !entry.startsWith('*.'))
    .map((entry) => {
      const isLocal = /(^|\.)localhost(:\d+)?$|^[\d.]+(:\d+)?$/.test(entry);
      return `${isPlain && isLocal ? 'http' : 'https'}://${entry}/`;
    });
  const last = lastUrl === null ? null : URL.parse(lastUrl);
  const all = [...(last ? [last.origin + last.pathname] : []), ...pages];
  return [...new Set(all)]
    .filter((page) => isAllowedOrigin(new URL(page).origin, domains, blockedDomains))
    .slice(0, 10)
    .map((page) => `${page}?${parameter}=${code}`);
}
