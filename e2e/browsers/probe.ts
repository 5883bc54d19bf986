import type { IncomingMessage, ServerResponse } from 'node:http';

/** The ways of setting a cookie that the self-check tells apart, by name. */
export const probeCookies = {
  plainSession: 'SameSite=None; Secure',
  plainPersistent: 'SameSite=None; Secure; Max-Age=86400',
  twinSession: 'SameSite=None; Secure; Partitioned',
  twinPersistent: 'SameSite=None; Secure; Partitioned; Max-Age=86400',
  hostTwin: 'SameSite=None; Secure; Partitioned; Max-Age=86400',
  lax: 'SameSite=Lax; Secure',
} as const;
export type ProbeCookie = keyof typeof probeCookies;

const nameOf = (cookie: string) => (cookie === 'hostTwin' ? '__Host-probe_hostTwin' : `probe_${cookie}`);

/** What a probe of the service's host saw: names of the cookies that came, and what the browser says of its storage. */
export type ProbeAnswer = { cookies: string[]; storageAccess: string | null; secFetchSite: string | null };

/**
 * Answers the self-check's own addresses, on every host: `/probe/set` sets every kind of cookie, `/probe/read` tells
 * what came, `/probe/frame` is a document for frames, `/probe/page` an empty one for the top, and
 * `/probe/first-party` sets a cookie by HTTP that lives as long as a browser lets it.
 */
export function answerProbe(incoming: IncomingMessage, outgoing: ServerResponse, path: string): void {
  const { origin } = incoming.headers;
  if (origin !== undefined) {
    outgoing.setHeader('access-control-allow-origin', origin);
    outgoing.setHeader('access-control-allow-credentials', 'true');
  }
  outgoing.setHeader('cache-control', 'no-store');
  const action = path.slice('/probe/'.length).split('?')[0];
  if (action === 'set') {
    outgoing.setHeader(
      'set-cookie',
      Object.entries(probeCookies).map(([name, attributes]) => `${nameOf(name)}=1; Path=/; ${attributes}`),
    );
  } else if (action === 'first-party') {
    outgoing.setHeader('set-cookie', 'probe_http=1; Path=/; Secure; SameSite=Lax; Max-Age=34560000');
  } else if (action === 'frame' || action === 'page') {
    outgoing.setHeader('content-type', 'text/html; charset=utf-8');
    return void outgoing.end(`<!doctype html><title>Probe</title><body><button>Click</button>${frameScript}`);
  } else if (action !== 'read') return void outgoing.writeHead(404).end();
  const sent = (incoming.headers.cookie ?? '').split(/; */).map((pair) => pair.split('=')[0]);
  const answer: ProbeAnswer = {
    cookies: Object.keys(probeCookies).filter((name) => sent.includes(nameOf(name))),
    storageAccess: String(incoming.headers['sec-fetch-storage-access'] ?? '') || null,
    secFetchSite: String(incoming.headers['sec-fetch-site'] ?? '') || null,
  };
  outgoing.setHeader('content-type', 'application/json');
  outgoing.end(JSON.stringify(answer));
}

/** Answers the page that holds the frame: writes a value where it asks, and tells what lies there. */
const frameScript = `<script>
addEventListener('message', async ({ data, ports: [port] }) => {
  let stored, access;
  try {
    if (data.write) localStorage.setItem('probe', data.write);
    stored = localStorage.getItem('probe');
  } catch { stored = 'throws'; }
  try { access = await document.hasStorageAccess(); } catch { access = null; }
  port.postMessage({ stored, access });
});
</script>`;
