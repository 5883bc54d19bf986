import type { InspectedVisit, VisitRecord } from '@porchlight/protocol';
import { t } from '../../messages/index.ts';
import { hostOf } from '../../places.ts';
import { modeFacts } from '../recognition/modes.ts';

/** One thing that happened, in a sentence for everybody, with the word that experts use for it [INS4]. */
export type Told = {
  kind: 'asked' | 'class' | 'step' | 'result';
  text: string;
  term: string;
  tone: 'calm' | 'good' | 'caution';
};

const keptIn = {
  'third-party-cookie': 'pl_visitor · HttpOnly, SameSite=None',
  'partitioned-cookie': 'pl_visitor_p · Partitioned (CHIPS)',
  'first-party-cookie': 'pl_vid · first-party cookie',
  tab: 'sessionStorage',
  page: 'memory of the page',
} as const;

/** How a browser came to be remembered the way it was: what was wanted, what it allows, each step down, the end [MODE8]. */
export function tellStory(visit: VisitRecord): Told[] {
  const { inspector: words } = t.admin;
  const lines: Told[] = [{ kind: 'asked', text: words.asked[visit.mode], term: `mode: ${visit.mode}`, tone: 'calm' }];
  const asksClass = modeFacts[visit.mode].thirdPartyCookies !== 'none';
  if (asksClass || visit.class !== null) {
    const found = visit.class ?? 'unknown';
    lines.push({
      kind: 'class',
      text: words.classes[found],
      term: words.classTerms[found],
      tone: found === 'unpartitioned' ? 'good' : found === 'unknown' ? 'calm' : 'caution',
    });
  }
  for (const { from, to, reason } of visit.steps)
    lines.push({
      kind: 'step',
      text: words.reasons[reason](words.places[from], words.places[to]),
      term: reason,
      tone: 'caution',
    });
  const [page] = visit.pages;
  const result = words.result[visit.jar];
  const isLost = visit.jar === 'tab' || visit.jar === 'page';
  lines.push({
    kind: 'result',
    text: typeof result === 'string' ? result : result(page ? hostOf(page.url) : t.common.unknown),
    term: keptIn[visit.jar],
    tone: isLost ? 'caution' : 'good',
  });
  return lines;
}

export type Outcome = { later: 'yes' | 'week' | 'session' | 'tab' | 'page'; across: 'shared' | 'session' | 'link' };

/** What the end of it means for a visitor who comes back, and on the site's other domains. */
export function readOutcome(visit: Pick<VisitRecord, 'mode' | 'jar' | 'class' | 'browser' | 'os'>): Outcome {
  const { mode, jar, class: found } = visit;
  const facts = modeFacts[mode];
  // WebKit ends what script keeps after 7 days without a visit; every browser of a phone by Apple is WebKit.
  const isCut = jar === 'first-party-cookie' && (visit.os === 'iOS' || visit.browser.startsWith('Safari'));
  const lasting = isCut ? 'week' : 'yes';
  const later = jar === 'tab' || jar === 'page' ? jar : facts.isKnownLater ? lasting : 'session';
  if (found !== 'unpartitioned' || facts.thirdPartyCookies === 'none' || jar === 'tab' || jar === 'page')
    return { later, across: 'link' };
  return { later, across: facts.thirdPartyCookies === 'lasting' ? 'shared' : 'session' };
}

/** How sure it is who this is; an id that was made in this very visit recognises nobody yet. */
export function readVerdict({
  visit,
  ordinal,
  aliases,
  conversations,
}: Pick<InspectedVisit, 'visit' | 'ordinal' | 'aliases' | 'conversations'>): 'new' | 'weak' | 'strong' | 'elsewhere' {
  const isFirst = ordinal <= 1 && conversations.every((one) => one.isOfVisit);
  if (visit.recognition === 'strong') return 'strong';
  if (visit.recognition === 'weak' && !isFirst) return 'weak';
  return aliases.some((alias) => alias.undoneAt === null) ? 'elsewhere' : 'new';
}
