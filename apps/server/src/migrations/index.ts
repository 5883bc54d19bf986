import type { Migration } from '../platform/db/index.ts';
import * as initial from './0001-initial.ts';
import * as previousPage from './0002-previous-page.ts';
import * as identity from './0003-identity.ts';
import * as keptAssets from './0004-kept-assets.ts';
import * as historyAndJoining from './0005-history-and-joining.ts';
import * as keyFamilies from './0006-key-families.ts';
import * as contacts from './0007-contacts.ts';
import * as files from './0008-files.ts';
import * as doctor from './0009-doctor.ts';
import * as permissionsAndAudit from './0010-permissions-and-audit.ts';
import * as sessionsAndRemembering from './0011-sessions-and-remembering.ts';
import * as secondFactors from './0012-second-factors.ts';
import * as jobsAndLinks from './0013-jobs-and-links.ts';
import * as users from './0014-users.ts';
import * as oidc from './0015-oidc.ts';
import * as knownBrowsers from './0016-known-browsers.ts';
import * as articles from './0017-articles.ts';
import * as comments from './0018-comments.ts';
import * as tickets from './0019-tickets.ts';
import * as articleImages from './0021-article-images.ts';
import * as helpTag from './0023-help-tag.ts';

/** In order; each frozen once released. */
export const migrations: Migration[] = [
  { id: '0001-initial', up: initial.up },
  { id: '0002-previous-page', up: previousPage.up },
  { id: '0003-identity', up: identity.up },
  { id: '0004-kept-assets', up: keptAssets.up },
  { id: '0005-history-and-joining', up: historyAndJoining.up },
  { id: '0006-key-families', up: keyFamilies.up },
  { id: '0007-contacts', up: contacts.up },
  { id: '0008-files', up: files.up },
  { id: '0009-doctor', up: doctor.up },
  { id: '0010-permissions-and-audit', up: permissionsAndAudit.up },
  { id: '0011-sessions-and-remembering', up: sessionsAndRemembering.up },
  { id: '0012-second-factors', up: secondFactors.up },
  { id: '0013-jobs-and-links', up: jobsAndLinks.up },
  { id: '0014-users', up: users.up },
  { id: '0015-oidc', up: oidc.up },
  { id: '0016-known-browsers', up: knownBrowsers.up },
  { id: '0017-articles', up: articles.up },
  { id: '0018-comments', up: comments.up },
  { id: '0019-tickets', up: tickets.up },
  { id: '0021-article-images', up: articleImages.up },
  { id: '0023-help-tag', up: helpTag.up },
];
