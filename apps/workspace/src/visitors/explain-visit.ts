import type { VisitorAlias, VisitRecord } from '@porchlight/protocol';
import { t } from '../messages/index.ts';
import { hostOf } from '../places.ts';

/** How a visit was recognised, in sentences that need no knowledge of cookies [MODE8]. */
export function explainVisit(visit: VisitRecord): { sentences: string[]; steps: string[] } {
  const { recognition: texts } = t;
  const [first] = visit.pages;
  const jar = texts.jars[visit.jar]?.(first ? hostOf(first.url) : t.common.unknown) ?? visit.jar;
  const sentences = [visit.recognition === 'none' ? texts.fresh(jar) : texts.recognised(jar)];
  const classText = visit.class && texts.classes[visit.class];
  if (classText) sentences.push(classText);
  const mode = t.admin.identity.modes[visit.mode];
  if (mode) sentences.push(texts.mode(mode.name));
  const placeOf = (place: string) => texts.places[place] ?? place;
  const steps = visit.steps.map(
    ({ from, to, reason }) => texts.reasons[reason]?.(placeOf(from), placeOf(to)) ?? `${from} → ${to}: ${reason}`,
  );
  return { sentences, steps };
}

/** What points to two ids being one person; `visits` may tell the host that a hand-off came from. */
export function explainEvidence(alias: VisitorAlias, visits: readonly VisitRecord[]): string {
  const { evidence } = t.recognition;
  if (alias.evidence !== 'handoff') return evidence[alias.evidence];
  const page = visits.find((visit) => visit.visitor === alias.visitor)?.pages.at(-1);
  if (alias.strength === 'strong') return page ? evidence.confirmed(hostOf(page.url)) : evidence.confirmedSomewhere;
  return page ? evidence.handoffFrom(hostOf(page.url)) : evidence.handoff;
}
