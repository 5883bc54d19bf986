import type { VisitorAlias, VisitRecord } from '@porchlight/protocol';
import { describe, expect, it } from 'vitest';
import { explainEvidence, explainVisit } from './explain-visit.ts';

function buildVisit(overrides: Partial<VisitRecord> = {}): VisitRecord {
  return {
    id: 'vs_visitvisit',
    startedAt: 0,
    lastActivityAt: 0,
    endedAt: null,
    visitor: 'vi_visitor11',
    referrer: null,
    campaign: null,
    country: null,
    device: 'desktop',
    browser: 'Firefox',
    os: 'Linux',
    language: null,
    timeZone: null,
    screen: null,
    mode: 'third-party',
    jar: 'first-party-cookie',
    class: null,
    steps: [],
    recognition: 'weak',
    pages: [{ id: 'pv_pagepage', url: 'https://shop.example/a?b=1', title: 'A', at: 0, visibleMs: 0 }],
    ...overrides,
  };
}

const alias: VisitorAlias = {
  visitor: 'vi_visitor22',
  label: 'Amber Heron',
  evidence: 'handoff',
  strength: 'weak',
  at: 0,
};

describe('how a visit was recognised', () => {
  it('[MODE8] is said in plain words: jar, class and mode', () => {
    expect(explainVisit(buildVisit({ class: 'partitioned' })).sentences.join(' ')).toBe(
      'Recognised by a cookie on shop.example. This browser splits third-party cookies by site. Cookie mode of the site then: Third party.',
    );
    expect(explainVisit(buildVisit({ recognition: 'none' })).sentences[0]).toBe(
      'New here; remembered by a cookie on shop.example.',
    );
  });

  it('[MODE8] names each step down with its reason', () => {
    const { steps } = explainVisit(
      buildVisit({
        jar: 'tab',
        steps: [
          { from: 'third-party-cookie', to: 'first-party-cookie', reason: 'cookies-blocked' },
          { from: 'first-party-cookie', to: 'tab', reason: 'insecure-page' },
        ],
      }),
    );
    expect(steps).toEqual([
      'The browser refused a shared third-party cookie, so a first-party cookie had to do.',
      'The page is not encrypted (http), where a first-party cookie cannot be kept: the tab had to do.',
    ]);
  });

  it('names what it has no words for as it is, rather than nothing', () => {
    const odd = { jar: 'new-jar', pages: [], steps: [{ from: 'x', to: 'y', reason: 'z' }] } as never;
    expect(explainVisit(buildVisit(odd))).toMatchObject({
      sentences: ['Recognised by new-jar.', expect.any(String)],
      steps: ['x → y: z'],
    });
  });
});

describe('what points to one person', () => {
  const there = buildVisit({ visitor: 'vi_visitor22' });

  it('[VIS4] is said with the domains of a hand-off', () => {
    const pages = [{ id: 'pv_pagepage', url: 'https://blog.example/', title: 'B', at: 0, visibleMs: 0 } as const];
    const card = { id: 'vi_visitor11', visits: [buildVisit({ pages }), there] } as const;
    const some = { id: 'vi_visitor11', visits: [] } as const;
    expect(explainEvidence(alias, { ...card, visits: [...card.visits] })).toBe(
      'hand-off between shop.example and blog.example',
    );
    expect(explainEvidence({ ...alias, strength: 'strong' }, { ...card, visits: [...card.visits] })).toBe(
      'continued one conversation between shop.example and blog.example',
    );
    expect(explainEvidence(alias, { ...some, visits: [] })).toBe('hand-off between two of your domains');
    expect(explainEvidence({ ...alias, evidence: 'key', strength: 'strong' }, { ...some, visits: [] })).toBe(
      'one browser holds the keys of both conversations',
    );
  });
});
