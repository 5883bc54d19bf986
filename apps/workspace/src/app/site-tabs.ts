import type { Permission } from '@porchlight/protocol';

/** The parts of a site's screen in the administration, as they stand in the address. */
export const siteTabs = [
  'embed',
  'general',
  'domains',
  'recognition',
  'consent',
  'login',
  'users',
  'stored',
  'articles',
  'appearance',
  'comments',
  'contact',
  'report',
  'inspector',
  'doctor',
] as const;
export type SiteTab = (typeof siteTabs)[number];

/** What each part needs; those whose settings may be seen but not changed are shown as they are. */
export const tabNeeds: Record<SiteTab, Permission> = {
  embed: 'sites.read',
  general: 'sites.read',
  domains: 'sites.read',
  recognition: 'sites.read',
  consent: 'sites.read',
  login: 'sites.read',
  users: 'users.change',
  stored: 'sites.read',
  articles: 'articles.edit',
  appearance: 'sites.read',
  comments: 'comments.moderate',
  contact: 'sites.read',
  report: 'reports.read',
  inspector: 'identity.inspect',
  doctor: 'identity.inspect',
};

/** The parts in which something can be set. */
export const settingTabs: readonly SiteTab[] = [
  'general',
  'domains',
  'recognition',
  'consent',
  'login',
  'users',
  'contact',
  'appearance',
];
