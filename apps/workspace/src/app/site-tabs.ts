/** The parts of a site's screen in the administration, as they stand in the address. */
export const siteTabs = [
  'embed',
  'general',
  'domains',
  'recognition',
  'consent',
  'login',
  'stored',
  'articles',
  'report',
  'inspector',
  'doctor',
] as const;
export type SiteTab = (typeof siteTabs)[number];
