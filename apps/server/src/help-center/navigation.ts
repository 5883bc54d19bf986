import { type HelpPlace, portalPath, startPath } from './place.ts';

/** A way that every page offers. */
export type Way = {
  /** What a page says that it is (`PageParts.way`), so that the way to it is marked. */
  key: string;
  /** Null where this site, or who reads, has no such page. */
  of(place: HelpPlace): { path: string; label: string } | null;
};

/** The ways in the header, in their order: a feature with a page for visitors adds its own here. */
export const headerWays: readonly Way[] = [
  { key: 'home', of: (place) => ({ path: startPath(place), label: place.t.home }) },
  {
    key: 'contact',
    of: (place) =>
      place.site.contactForm.isOn ? { path: portalPath(place, 'contact'), label: place.t.contact } : null,
  },
  {
    key: 'conversations',
    of: (place) => ({ path: portalPath(place, 'conversations'), label: place.t.conversations }),
  },
  {
    key: 'account',
    of(place) {
      const { t, site, actor } = place;
      if (actor.user !== null) return { path: portalPath(place, 'account'), label: t.account };
      return site.registration === 'off' ? null : { path: portalPath(place, 'login'), label: t.logIn };
    },
  },
];

/** The ways in the footer. */
export const footerWays: readonly Way[] = [
  { key: 'preferences', of: (place) => ({ path: portalPath(place, 'preferences'), label: place.t.preferences }) },
  { key: 'cookies', of: (place) => ({ path: portalPath(place, 'cookies'), label: place.t.cookies }) },
];
