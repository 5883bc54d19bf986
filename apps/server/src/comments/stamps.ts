import { deriveSecret, deriveToken, isSameSecret, newSecret } from '../platform/ids/index.ts';

const idChars = 22;
const pattern = /^([0-9a-z]{1,11})\.([\w-]{22})\.([\w-]{43})$/;
/** As long as a guest's session: what is older was not filled in by somebody who is still there. */
export const stampLifeMs = 7 * 86_400_000;

/** What a form knows of itself: when it was shown, and a name by which two sendings of it are one. */
export type Stamp = { shownAt: number; form: string };

/** [HC11] Signed times of issue, each for one site: nobody makes one up, and none is younger than it is. */
export class Stamps {
  readonly #key: string;

  constructor(secret: string) {
    this.#key = deriveSecret(secret, 'comment-form');
  }

  issue(site: string, now: number): string {
    const time = now.toString(36);
    const form = newSecret().slice(0, idChars);
    return `${time}.${form}.${this.#mark(site, time, form)}`;
  }

  /** Null for what was not made here, or is over. */
  read(site: string, value: string | undefined, now: number): Stamp | null {
    const [, time = '', form = '', mark = ''] = pattern.exec(value ?? '') ?? [];
    const isOurs = isSameSecret(mark, this.#mark(site, time, form));
    const shownAt = Number.parseInt(time, 36);
    return isOurs && Math.abs(now - shownAt) < stampLifeMs ? { shownAt, form } : null;
  }

  #mark(site: string, time: string, form: string): string {
    return deriveToken(this.#key, JSON.stringify([site, time, form]));
  }
}
