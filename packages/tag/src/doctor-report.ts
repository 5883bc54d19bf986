import type { Facts } from './doctor-facts.ts';
import type { Finding } from './doctor-findings.ts';
import { type DoctorTexts, fill } from './doctor-texts.ts';

/** What the service saw of this page, row by row; cookies by name alone. */
export function seenBy(
  { answer, origin, service, base, cookieDomain, mode }: Facts,
  texts: DoctorTexts,
): [string, string][] {
  const { facts } = texts;
  const rows: [string, string][] = [
    [facts.page, origin],
    [facts.service, base === service ? service : `${base} → ${service}`],
    [facts.domain, cookieDomain],
    [facts.mode, mode],
  ];
  if (!answer) return rows;
  const others = answer.otherCookies > 0 ? [`+ ${answer.otherCookies}`] : [];
  return [
    ...rows,
    [facts.origin, answer.origin],
    [facts.at, new Date(answer.at).toISOString()],
    [facts.site, [...new Set([answer.reach, answer.fetchSite, answer.storageAccess])].filter(Boolean).join(', ')],
    [facts.browser, `${answer.browser}, ${answer.system}`],
    [facts.country, answer.country ?? '–'],
    [facts.cookies, [...answer.cookies, ...others].join(', ') || facts.none],
  ];
}

/** [DOC7] The whole as text, to pass on to whoever can mend it; it holds no code and no id. */
export function reportOf(facts: Facts, findings: readonly Finding[], texts: DoctorTexts): string {
  const parts = (['broken', 'look', 'ok'] as const).flatMap((level) =>
    findings
      .filter((one) => one.level === level)
      .map(({ key, values, snippet }) => {
        const [title, text, todo] = texts.findings[key].map((words) => fill(words ?? '', values));
        const lines = [`[${texts.levels[level]}] ${title}`, text, todo && `${texts.todo}: ${todo}`, snippet];
        return lines.filter(Boolean).join('\n');
      }),
  );
  const seen = seenBy(facts, texts).map(([name, value]) => `${name}: ${value}`);
  return [texts.title, seen.join('\n'), ...parts].join('\n\n');
}
