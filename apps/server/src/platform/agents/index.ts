import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import Bowser from 'bowser';
import { isbot } from 'isbot';
import { type CountryResponse, Reader } from 'maxmind';

/** What a User-Agent header says, in words for agents; `isBot` is decided before any write [VIS3]. */
export type UserAgent = {
  isBot: boolean;
  browser: string;
  os: string;
  device: 'desktop' | 'phone' | 'tablet' | 'other';
};

const kept = 2_000;
const known = new Map<string, UserAgent>();

/** Reads a User-Agent header; a missing one is a bot's. Answers are remembered, oldest forgotten first. */
export function readUserAgent(header: string | undefined): UserAgent {
  const text = (header ?? '').slice(0, 512);
  const remembered = known.get(text);
  if (remembered) return remembered;
  const read = parse(text);
  if (known.size >= kept) known.delete(known.keys().next().value ?? '');
  known.set(text, read);
  return read;
}

function parse(text: string): UserAgent {
  if (text === '' || isbot(text)) return { isBot: true, browser: 'Bot', os: '', device: 'other' };
  const { browser, os, platform } = Bowser.parse(text);
  const version = browser.version?.split('.')[0];
  const device =
    platform.type === 'mobile'
      ? 'phone'
      : platform.type === 'tablet'
        ? 'tablet'
        : platform.type === 'desktop'
          ? 'desktop'
          : 'other';
  return {
    isBot: false,
    browser: browser.name ? `${browser.name}${version ? ` ${version}` : ''}` : 'Unknown browser',
    os: os.name ?? 'Unknown system',
    device,
  };
}

/** Finds the country (ISO 3166-1 alpha-2) of an address in an offline database; null for private and unknown ones. */
export type CountryFinder = (ip: string) => string | null;

/** The country database that the package carries; read at the first question and then held in memory (8 MB). */
export function openCountryFinder(): CountryFinder {
  const file = createRequire(import.meta.url).resolve(
    '@ip-location-db/geo-whois-asn-country-mmdb/geo-whois-asn-country.mmdb',
  );
  let reader: Reader<CountryResponse & { country_code?: string }> | null = null;
  return (ip) => {
    try {
      reader ??= new Reader(readFileSync(file));
      const found = reader.get(ip);
      return found?.country_code ?? found?.country?.iso_code ?? null;
    } catch {
      return null;
    }
  };
}
