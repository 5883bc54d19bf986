/**
 * Members who log in, in a process of its own: many at the same moment, again and again, or one after the other with
 * an address that is known and one that is not. Takes orders and gives results as messages to its parent.
 */
import { randomBytes, randomInt } from 'node:crypto';
import { Agent, request } from 'node:http';
import { type LoginFloodResult, type LoginOrder, type LoginPairsResult, percentile } from './orders.ts';

const keptAlive = new Agent({ keepAlive: true });
let sent = 0;

/** One login, from an address of its own so that no limit for an address is measured; answers with status and time. */
function logIn(port: number, email: string, password: string): Promise<{ status: number; ms: number }> {
  const place = sent++;
  const startedAt = performance.now();
  return new Promise((resolve, reject) => {
    const asked = request(
      {
        port,
        host: '127.0.0.1',
        path: '/api/agent/login',
        method: 'POST',
        agent: keptAlive,
        headers: {
          host: 'workspace.localhost',
          origin: 'http://workspace.localhost',
          'content-type': 'application/json',
          'x-forwarded-for': `10.${(place >> 16) & 255}.${(place >> 8) & 255}.${place & 255}`,
        },
      },
      (response) => {
        response.resume();
        response.on('end', () => resolve({ status: response.statusCode ?? 0, ms: performance.now() - startedAt }));
      },
    );
    asked.on('error', reject);
    asked.end(JSON.stringify({ email, password }));
  });
}

/** As many as there are members log in at once, and each again as soon as they are in. */
async function flood({
  port,
  members,
  password,
  durationMs,
}: LoginOrder & { kind: 'flood' }): Promise<LoginFloodResult> {
  const times: number[] = [];
  let refused = 0;
  const startedAt = performance.now();
  const endsAt = startedAt + durationMs;
  await Promise.all(
    members.map(async (email) => {
      while (performance.now() < endsAt) {
        const { status, ms } = await logIn(port, email, password);
        if (status === 200) times.push(ms);
        else refused++;
      }
    }),
  );
  const seconds = (performance.now() - startedAt) / 1_000;
  const sorted = times.sort((a, b) => a - b);
  return { perSecond: sorted.length / seconds, p50Ms: percentile(sorted, 0.5), refused };
}

/** Wrong passwords for an address that is known and for one that is not, in an order that chance decides. */
async function compare({ port, members, pairs }: LoginOrder & { kind: 'compare' }): Promise<LoginPairsResult> {
  const measured: [number, number][] = [];
  for (let at = 0; at < pairs; at++) {
    const known = members[at % members.length]!;
    // Of the same length and domain, so that only being known differs.
    const unknown = known.replace(/^[^@]+/, (name) => randomBytes(32).toString('hex').slice(0, name.length));
    const isKnownFirst = randomInt(2) === 0;
    const times = new Map<string, number>();
    for (const email of isKnownFirst ? [known, unknown] : [unknown, known]) {
      const { status, ms } = await logIn(port, email, 'not the pass phrase of anybody');
      if (status !== 401) throw new Error(`A wrong password was answered with ${status}.`);
      times.set(email, ms);
    }
    measured.push([times.get(known)!, times.get(unknown)!]);
  }
  return { pairs: measured };
}

process.on('message', async (order: LoginOrder) => {
  try {
    process.send?.({ result: order.kind === 'flood' ? await flood(order) : await compare(order) });
  } catch (error) {
    process.send?.({ error: String(error) });
  }
});
