import { settings } from './settings.ts';

/** `status` is 0 when there was no answer; `body` is null unless it is JSON of a success. */
export type Answer = { status: number; body: unknown };

/** Sends a body to the service; never rejects. `isLeaving` lets the request outlive the page. */
export async function post(path: string, body: object, isLeaving = false): Promise<Answer> {
  let status = 0;
  try {
    const response = await fetch(`${settings.service}/t/${settings.site}/${path}`, {
      method: 'POST',
      body: JSON.stringify({ v: 1, ...body }),
      // [MODE16] no third-party cookie, provably.
      credentials: 'omit',
      // [SES5] keeps the true Origin, which sendBeacon loses under no-referrer.
      keepalive: isLeaving,
    });
    status = response.status;
    return { status, body: response.ok && status !== 204 ? await response.json() : null };
  } catch {
    // Down, blocked, offline, or an answer that is not JSON: the page must not notice [LOAD2].
    return { status, body: null };
  }
}
