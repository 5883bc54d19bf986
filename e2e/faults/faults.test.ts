import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { PublicEvent, Sequenced } from '@porchlight/protocol';
import { demoLogins, demoSiteId } from '@porchlight/server';
import { expect, it, vi } from 'vitest';
import { type Program, startProgram } from '../program.ts';
import { openCutWire, seededRandom } from './cut-wire.ts';
import { AnsweringAgent, type Sent, type Surroundings, Visitor } from './sides.ts';

const tonight = process.env.PORCHLIGHT_NIGHTLY === '1' ? Math.floor(Date.now() / 86_400_000) : 20261122;
const seed = Number(process.env.PORCHLIGHT_SEED ?? tonight);
const cutOffs = 200;
const kills = 5;
const visitorCount = 10;
const perVisitor = 32;
const perAgent = 45;
const all = visitorCount * (perVisitor + 1) + 2 * perAgent;

const nameOf = (text: string) => createHash('sha256').update(`${seed} ${text}`).digest('base64url');

it(`[CNV4, MSG1, MSG2] ${cutOffs} cut-offs and ${kills} kills while both sides write: every acknowledged message once, in order, everywhere (seed ${seed})`, async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'porchlight-faults-'));
  const data = path.join(folder, 'data');
  let program: Program = await startProgram(['--port=0', `--data=${data}`]);
  const { facts } = program;
  const port = Number(new URL(facts.serviceUrl).port);
  const random = seededRandom(seed);
  const wire = await openCutWire(() => port, random);

  let acknowledged = 0;
  let repeats = 0;
  let killed = 0;
  let restarting: Promise<void> | null = null;
  async function restart(): Promise<void> {
    await program.end('SIGKILL');
    program = await startProgram([`--port=${port}`, `--data=${data}`]);
    restarting = null;
  }
  /** Faults go by the number of acknowledged messages, so that they fall into the writing, however fast it is. */
  function goOn(): void {
    const due = (total: number) => Math.ceil((acknowledged / (all * 0.9)) * total);
    while (wire.cuts() < Math.min(cutOffs, due(cutOffs)) && wire.cut());
    if (killed < Math.min(kills, due(kills) - 1) && !restarting) {
      killed += 1;
      restarting = restart();
    }
  }
  const around = (url: string): Surroundings => ({
    port: wire.port,
    host: new URL(url).host,
    site: demoSiteId,
    random,
    onAccepted({ isRepeat }) {
      acknowledged += 1;
      if (isRepeat) repeats += 1;
      goOn();
    },
  });

  const agents = [new AnsweringAgent(around(facts.workspaceUrl)), new AnsweringAgent(around(facts.workspaceUrl))];
  const visitors = Array.from(
    { length: visitorCount },
    (_, at) => new Visitor(around(facts.serviceUrl), nameOf(`key ${at}`)),
  );
  try {
    for (const [at, who] of (['mia', 'jonas'] as const).entries())
      await agents[at]?.logIn(demoLogins[who].email, demoLogins[who].password);
    for (const agent of agents) agent.connectSocket();
    await Promise.all(visitors.map((visitor, at) => visitor.start(nameOf(`start ${at}`), `Visitor ${at} begins`)));
    for (const agent of agents) for (const { conversation } of visitors) agent.followConversation(conversation);

    const writing = [
      ...visitors.map(async (visitor, at) => {
        for (let number = 0; number < perVisitor; number++)
          await visitor.write(nameOf(`visitor ${at} ${number}`), `Visitor ${at}, message ${number}`);
      }),
      ...agents.map(async (agent, at) => {
        for (let number = 0; number < perAgent; number++) {
          const conversation = visitors[(number * 2 + at) % visitorCount]?.conversation ?? '';
          await agent.answer(conversation, nameOf(`agent ${at} ${number}`), `Agent ${at}, message ${number}`);
        }
      }),
    ];
    await Promise.all(writing);
    await vi.waitFor(() => expect(restarting).toBe(null), { timeout: 20_000 });
    expect([acknowledged, wire.cuts(), killed]).toEqual([all, cutOffs, kills]);
    // Answers that were lost on the way: without them this would prove little.
    expect(repeats).toBeGreaterThan(5);

    const clients = [...visitors, ...agents];
    const sent = clients.flatMap((client) => client.sent);
    const countIn = (conversation: string) => sent.filter((one) => one.conversation === conversation).length;
    await vi.waitFor(
      () => {
        for (const { log } of clients)
          for (const [conversation, events] of log)
            expect(events.filter(({ event }) => event.type === 'message')).toHaveLength(countIn(conversation));
      },
      { timeout: 30_000, interval: 100 },
    );
    await program.end('SIGKILL');
    for (const { conversation, log } of visitors) {
      const stored = readStored(path.join(data, 'porchlight.db'), conversation);
      assertWhole(
        stored,
        sent.filter((one) => one.conversation === conversation),
      );
      expect(log.get(conversation)).toEqual(stored);
      for (const agent of agents) expect(agent.log.get(conversation)).toEqual(stored);
    }
  } finally {
    for (const client of [...visitors, ...agents]) client.close();
    await wire.close();
    await restarting;
    await program.end('SIGKILL');
    rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  }
}, 180_000);

/** Numbered from 1 without a gap; each acknowledged message under its number, once, in its author's order. */
function assertWhole(events: Sequenced<PublicEvent>[], sent: Sent[]): void {
  expect(events.map(({ seq }) => seq)).toEqual(events.map((_, at) => at + 1));
  const messages = events.flatMap(({ seq, event }) =>
    event.type === 'message' ? [{ seq, id: event.id, clientId: event.clientId, text: event.text }] : [],
  );
  const told = sent.map(({ clientId, text, accepted }) => ({ seq: accepted.seq, id: accepted.id, clientId, text }));
  expect(messages).toEqual(told.sort((a, b) => a.seq - b.seq));
  for (const who of ['Visitor', 'Agent 0', 'Agent 1']) {
    const numbers = messages.flatMap(({ text }) => (text.startsWith(who) && /message (\d+)/.exec(text)?.[1]) || []);
    expect(numbers.map(Number)).toEqual(numbers.map(Number).sort((a, b) => a - b));
  }
}

function readStored(file: string, conversation: string): Sequenced<PublicEvent>[] {
  const database = new DatabaseSync(file);
  const rows = database
    .prepare("SELECT * FROM conversation_events WHERE conversation_id = ? AND stream = 'public' ORDER BY seq")
    .all(conversation) as { seq: number; payload: string }[];
  database.close();
  return rows.map(({ seq, payload }) => ({ seq, event: JSON.parse(payload) as PublicEvent }));
}
