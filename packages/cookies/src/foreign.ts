import { type Entry, longestMaxAgeS } from './entry.ts';
import { languages as known, type Language } from './languages.ts';

/**
 * A cookie or stored value that the operator's proxy, CDN or identity provider sets beside Porchlight, for example
 * `JSESSIONID` or `dtCookie`. The operator declares it; it is shown as such, and nothing here reads or sets it.
 */
export type ForeignEntry = {
  name: string;
  /** One text, or one for each language with `en` among them. */
  purpose: string | ({ en: string } & Partial<Record<Language, string>>);
  /** Who sets it, for example `Dynatrace`. */
  setBy: string;
  store: Entry['store'];
  /** Life in seconds, or null for the browser session. */
  maxAgeS: number | null;
  category: Entry['category'];
};

const stores = ['cookie', 'localStorage', 'sessionStorage', 'indexedDB'];
const categories = ['necessary', 'functional', 'analytics'];
const fields = ['name', 'purpose', 'setBy', 'store', 'maxAgeS', 'category'];
/** Ours to name; a declared entry must not pass for one of the register's. */
const ownName = /^(__host-|__secure-|__http-|__host-http-)?(pl_|porchlight_)/i;

/**
 * Reads the operator's list: a JSON array of entries. Throws an Error that names each problem with its place.
 * `store` is `cookie` and `maxAgeS` null where left out.
 */
export function readForeignEntries(text: string): ForeignEntry[] {
  const given = parse(text);
  if (!Array.isArray(given)) throw new Error('The list of foreign entries is a JSON array: [{"name": …}, …].');
  if (given.length > 100) throw new Error(`At most 100 foreign entries; there are ${given.length}.`);
  const problems: string[] = [];
  const entries = given.map((one, at) => readEntry(one, (problem) => problems.push(`entry ${at + 1}: ${problem}`)));
  const names = entries.map(({ name, store }) => `${name} in ${store}`);
  for (const twice of new Set(names.filter((name, at) => names.indexOf(name) < at))) {
    problems.push(`${twice}: declared twice`);
  }
  if (problems.length > 0) throw new Error(problems.join('; '));
  return entries;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Error(`The list of foreign entries is not JSON (${(error as Error).message}).`);
  }
}

function readEntry(given: unknown, report: (problem: string) => void): ForeignEntry {
  const one = isRecord(given) ? given : {};
  if (!isRecord(given)) report('is no object');
  for (const field of Object.keys(one)) if (!fields.includes(field)) report(`${field}: no such field`);
  const { name, setBy, maxAgeS = null, store = 'cookie', category, purpose } = one;
  if (typeof name !== 'string' || !/^[!#$%&'*+.^_`|~\w-]{1,100}$/.test(name)) report('name: give the name of a cookie');
  else if (ownName.test(name)) report(`name: "${name}" is a name of Porchlight’s own`);
  if (!isText(setBy, 80)) report('setBy: say who sets it, in at most 80 characters');
  if (!isPurpose(purpose)) report('purpose: give one sentence, or {"en": …, "de": …}, in at most 300 characters');
  if (!stores.includes(store as string)) report(`store: one of ${stores.join(', ')}`);
  if (!categories.includes(category as string)) report(`category: one of ${categories.join(', ')}`);
  const isLife = maxAgeS === null || (Number.isInteger(maxAgeS) && Number(maxAgeS) > 0);
  if (!isLife || Number(maxAgeS) > longestMaxAgeS) {
    report(`maxAgeS: whole seconds up to ${longestMaxAgeS}, or null for the browser session`);
  }
  return { name, purpose, setBy, store, maxAgeS, category } as ForeignEntry;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isText(value: unknown, most: number): boolean {
  return typeof value === 'string' && value.trim() !== '' && value.length <= most && !/\p{Cc}/u.test(value);
}

function isPurpose(value: unknown): boolean {
  if (!isRecord(value)) return isText(value, 300);
  const languages = Object.keys(value);
  return (
    languages.includes('en') &&
    languages.every((one) => (known as readonly string[]).includes(one) && isText(value[one], 300))
  );
}
