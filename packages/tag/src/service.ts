import { settings } from './settings.ts';

/** `status` is 0 when there was no answer; `body` is null unless it is JSON of a success. */
export type Answer = { status: number; body: unknown };

/** The element that runs this; an image of that name in the page is none [LOAD2]. */
const { currentScript } = document;
const script = currentScript instanceof HTMLScriptElement ? currentScript : null;

export const nonce = script?.nonce ?? '';

/**
 * [MODE9] Where requests go: a site that passes a path on to the service has the tag's own address there, and its
 * requests beside it. Frame and assets stay with the service. Taken from the script's address alone.
 */
const base = script?.src.match(/^(http.+?)\/tag\/st_/)?.[1] ?? settings.service;

/** [MODE9] the service stands under the page's own domain, or behind a path of it: its cookies are first-party. */
export const isOwnService =
  base !== settings.service ||
  // Browsers count a page of another scheme as another site.
  (settings.service.startsWith(location.protocol) && `.${location.hostname}`.endsWith(`.${settings.serviceDomain}`));

/**
 * Sends a body to the service; never rejects. `isLeaving` lets the request outlive the page; `withCookies` sends and
 * takes the service's cookies, which nothing does without saying so [MODE16].
 */
export async function post(path: string, body: object, isLeaving = false, withCookies = false): Promise<Answer> {
  const answer: Answer = { status: 0, body: null };
  try {
    const response = await fetch(`${base}/t/${settings.site}/${path}`, {
      method: 'POST',
      body: JSON.stringify({ v: 1, ...body }),
      credentials: withCookies ? 'include' : 'omit',
      // [SES5] keeps the true Origin, which sendBeacon loses under no-referrer.
      keepalive: isLeaving,
    });
    answer.status = response.status;
    if (response.ok) answer.body = await response.json();
  } catch {
    // Down, blocked, offline, empty, or an answer that is not JSON: the page must not notice [LOAD2].
  }
  return answer;
}
