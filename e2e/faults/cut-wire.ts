import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

/** Numbers from 0 up to 1 that are the same for the same seed (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

type Line = { client: Socket; server: Socket; losesAnswer: boolean };

/** The wire between clients and a server, which can be cut in the middle of what goes over it. */
export type CutWire = {
  port: number;
  /** How many connections were cut so far. */
  cuts(): number;
  /**
   * Cuts one of the connections: at once, or when the next bytes of the server come, which are lost: what was asked for
   * is done then, and nobody hears of it. False when there is none.
   */
  cut(): boolean;
  close(): Promise<void>;
};

export async function openCutWire(serverPort: () => number, random: () => number): Promise<CutWire> {
  const lines = new Set<Line>();
  let cuts = 0;
  const end = (line: Line) => {
    lines.delete(line);
    line.client.destroy();
    line.server.destroy();
  };
  const wire = createServer((client) => {
    const server = connect(serverPort(), '127.0.0.1');
    const line: Line = { client, server, losesAnswer: false };
    lines.add(line);
    for (const one of [client, server]) {
      one.setNoDelay(true);
      one.on('error', () => end(line));
      one.on('close', () => end(line));
    }
    client.on('data', (part) => server.write(part));
    server.on('data', (part) => {
      if (!line.losesAnswer) client.write(part);
      else end(line);
    });
  });
  wire.listen(0, '127.0.0.1');
  await once(wire, 'listening');
  return {
    port: (wire.address() as { port: number }).port,
    cuts: () => cuts,
    cut() {
      const whole = [...lines].filter(({ losesAnswer }) => !losesAnswer);
      const line = whole[Math.floor(random() * whole.length)];
      if (!line) return false;
      cuts += 1;
      if (random() < 0.5) line.losesAnswer = true;
      else end(line);
      return true;
    },
    async close() {
      for (const line of lines) end(line);
      wire.close();
      await once(wire, 'close');
    },
  };
}
