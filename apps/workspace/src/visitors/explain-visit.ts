import type { VisitorAlias, VisitorCard, VisitorId, VisitRecord } from '@porchlight/protocol';
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

/** What points to two ids being one person; the newest visits of both tell between which hosts a hand-off was. */
export function explainEvidence(alias: VisitorAlias, card: Pick<VisitorCard, 'id' | 'visits'>): string {
  const { evidence } = t.recognition;
  if (alias.evidence !== 'handoff') return evidence[alias.evidence];
  const hostsOf = (visitor: VisitorId) => {
    const page = card.visits.find((visit) => visit.visitor === visitor)?.pages.at(-1);
    return page ? hostOf(page.url) : null;
  };
  const [other, own] = [hostsOf(alias.visitor), hostsOf(card.id)];
  const hosts = own && other && own !== other ? evidence.hosts(other, own) : evidence.someHosts;
  return alias.strength === 'strong' ? evidence.confirmed(hosts) : evidence.handoff(hosts);
}
