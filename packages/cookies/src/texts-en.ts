import type { RegisterTexts } from './texts.ts';

/** [REG4] the register in English; what entries are for stands in the register itself. */
export const english: RegisterTexts = {
  lifetimeOf(lifetime) {
    switch (lifetime.kind) {
      case 'persistent': {
        const days = Math.round(lifetime.maxAgeS / 86_400);
        const life = days === 1 ? '1 day' : `${days} days`;
        if (lifetime.isRenewed) return `${life}, renewed by visits`;
        return lifetime.isSiteSet ? `${life} from the first visit` : life;
      }
      case 'session':
        return 'until the browser closes';
      case 'tab':
        return 'until the tab closes';
      case 'kept':
        return lifetime.staleAfterS === null
          ? 'until cleared'
          : `until cleared; ignored ${hoursOrDays(lifetime.staleAfterS)} after its last use`;
    }
  },
  purposeOf: (entry) => entry.purpose,
  valueOf: (entry) => entry.valueText,
  conditions: {
    'cookies-refused': 'in the tab, where cookies are refused',
    'third-party-taken': 'where the browser takes cookies of other domains',
    'partitioned-taken': 'where the browser takes cookies of other domains that are kept apart by site',
    'not-shared': 'where the browser does not say that it shares the service’s cookies between sites',
    'frame-storage-lost': 'where the browser does not keep what the chat window stores',
    'same-site-service': 'where the service’s host lies under the site’s own domain',
    'proxied-path': 'where the site passes a path of its own on to the service',
  },
};

function hoursOrDays(seconds: number): string {
  const hours = Math.round(seconds / 3_600);
  return hours < 72 ? `${hours} hours` : `${Math.round(hours / 24)} days`;
}
