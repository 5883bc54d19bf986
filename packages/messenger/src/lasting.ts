import { keepsFrameCookies, trialEntry } from '@porchlight/cookies/script';

/**
 * [CNV3] Finds by trial whether what this frame stores will be there after the browser was closed: where a cookie of the
 * service stays, plain or kept apart by site, the storage beside it does, too. Plain http is loopback, where no cookie
 * could stand in a frame, and storage lasts.
 */
export function storageLasts(page: {
  document: { cookie: string };
  protocol: string;
  open(): Pick<Storage, 'getItem'>;
}): boolean {
  try {
    page.open().getItem('');
  } catch {
    return false;
  }
  return page.protocol !== 'https:' || keepsFrameCookies(page.document, trialEntry, `${Math.random()}`.slice(2));
}
