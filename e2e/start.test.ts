import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, request } from 'node:http';
import { request as secureRequest } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type Program, ProgramEnded, startProgram } from './program.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'porchlight-start-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What the program said when it refused to start. */
async function refusal(
  flags: string[],
  command: 'start' | 'serve' = 'start',
  env: Record<string, string> = {},
): Promise<ProgramEnded> {
  try {
    const program = await startProgram(flags, command, env);
    await program.end('SIGTERM');
  } catch (error) {
    if (error instanceof ProgramEnded) return error;
    throw error;
  }
  throw new Error('The program started all the same.');
}

/** Asks the program by its Host header, since command-line clients may not resolve *.localhost; follows a redirect. */
function status(url: string): Promise<number> {
  const { host, port, pathname } = new URL(url);
  return new Promise((resolve, reject) => {
    request({ host: '127.0.0.1', port, path: pathname, headers: { host } }, (response) => {
      response.resume();
      const { location } = response.headers;
      resolve(location ? status(new URL(location, url).href) : (response.statusCode ?? 0));
    })
      .on('error', reject)
      .end();
  });
}

describe('npm start', () => {
  it('prints every address as one JSON line, answers at each, starts a second time on the same data, and stops cleanly', async () => {
    const data = path.join(folder, 'data');
    const first = await startProgram(['--port=0', `--data=${data}`]);
    const urls = Object.entries(first.facts).filter(([key]) => key.endsWith('Url'));
    expect(urls.map(([key]) => key)).toEqual([
      'shopUrl',
      'magazineUrl',
      'workspaceUrl',
      'adminUrl',
      'helpCenterUrl',
      'serviceUrl',
      'mailUrl',
    ]);
    for (const [key, url] of urls)
      if (key !== 'serviceUrl') expect([key, await status(String(url))]).toEqual([key, 200]);
    expect(first.facts.logins.map((login) => login.role)).toEqual(['agent', 'agent', 'admin']);
    expect(await first.end('SIGINT')).toBe(0);

    const second = await startProgram(['--port=0', `--data=${data}`]);
    expect(await status(second.facts.shopUrl)).toBe(200);
    expect(await second.end('SIGTERM')).toBe(0);
  });

  it('is told nothing of what the nightly tests are told', async () => {
    vi.stubEnv('PORCHLIGHT_NIGHTLY', '1');
    vi.stubEnv('PORCHLIGHT_SEED', '20779');
    const { said } = await refusal(['--port=eighty']);
    expect(said).toContain('--port: "eighty"');
    expect(said).not.toContain('no such setting');
  });

  it('lists every problem of flags and environment at once', async () => {
    const { code, said } = await refusal(['--port=eighty', '--host=0.0.0.0', '--colour=red'], 'start', {
      PORCHLIGHT_LOG_LEVEL: 'loud',
      PORCHLIGHT_PROT: '1',
    });
    expect(code).toBe(1);
    for (const part of ['--port: "eighty"', '--host', '--colour', 'PORCHLIGHT_LOG_LEVEL', 'PORCHLIGHT_PROT'])
      expect(said).toContain(part);
  });

  it('says which port is in use and what to do, and leaves the data alone', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => other.once('listening', resolve));
    const { port } = other.address() as AddressInfo;
    const data = path.join(folder, 'never');
    const { code, said } = await refusal([`--port=${port}`, `--data=${data}`]);
    other.close();
    expect(code).toBe(1);
    expect(said).toContain(`Port ${port} is in use`);
    expect(() => readdirSync(data)).toThrow();
  });

  it('says that the data folder cannot be written', async () => {
    // A file in the way refuses everybody, the superuser too.
    const blocked = path.join(folder, 'blocked');
    writeFileSync(blocked, '');
    chmodSync(blocked, 0o400);
    const { code, said } = await refusal(['--port=0', `--data=${path.join(blocked, 'data')}`]);
    expect(code).toBe(1);
    expect(said).toContain(blocked);
    expect(said).not.toContain('    at ');
  });

  it('refuses a database made by a newer version and changes nothing in it', async () => {
    const data = path.join(folder, 'newer');
    mkdirSync(data);
    const made = await startProgram(['--port=0', `--data=${data}`]);
    await made.end('SIGTERM');
    const file = readdirSync(data).find((name) => /\.(db|sqlite)$/.test(name)) ?? '';
    const database = new DatabaseSync(path.join(data, file));
    database.exec("insert into migrations (id, applied_at) values ('9999-future', 1)");
    database.close();
    const { code, said } = await refusal(['--port=0', `--data=${data}`]);
    expect(code).toBe(1);
    expect(said).toContain('newer version of Porchlight');
    expect(said).toContain('9999-future');
  });
});

describe('npm run serve', () => {
  it('has no demo and no known login, and prints a one-time set-up link that makes the first admin', async () => {
    const port = await findFreePort();
    const names = ['service', 'workspace', 'help', 'files'];
    const flags = names.map((name) => `--${name}-url=http://${name}.localhost:${port}`);
    const data = path.join(folder, 'served');
    let program: Program = await startProgram(
      [...flags, `--port=${port}`, '--host=127.0.0.1', `--data=${data}`],
      'serve',
    );
    const facts = program.facts as unknown as Record<string, string>;
    expect(facts.logins).toBeUndefined();
    expect(facts.setupUrl).toMatch(/^http:\/\/workspace\.localhost:\d+\/setup#[\w-]{43}$/);
    const setUp = (token: string) =>
      post(port, '/api/setup', { token, name: 'Ada', email: 'ada@example.org', password: 'correct horse battery' });
    const token = facts.setupUrl?.split('#')[1] ?? '';
    expect(await setUp('A'.repeat(43))).toBe(410);
    expect(await setUp(token)).toBe(201);
    expect(await setUp(token)).toBe(410);
    expect(await post(port, '/api/agent/login', { email: 'mia@porchlight.example', password: 'light-the-porch' })).toBe(
      401,
    );
    await program.end('SIGTERM');
    program = await startProgram([...flags, `--port=${port}`, '--host=127.0.0.1', `--data=${data}`], 'serve');
    expect((program.facts as unknown as Record<string, string>).setupUrl).toBeUndefined();
    await program.end('SIGTERM');
  });
});

it('[MODE10] serves by its own certificate: everything Secure, sessions under __Host- names', async () => {
  const port = await findFreePort();
  const names = ['service', 'workspace', 'help', 'files'];
  const flags = names.map((name) => `--${name}-url=https://${name}.localhost:${port}`);
  const tls = ['cert', 'key'].map((name) => `--tls-${name}=e2e/fixtures/test-only-${name}.pem`);
  const data = path.join(folder, 'own-certificate');
  const program = await startProgram(
    [...flags, ...tls, `--port=${port}`, '--host=127.0.0.1', `--data=${data}`],
    'serve',
  );
  const token = (program.facts as unknown as { setupUrl: string }).setupUrl.split('#')[1] ?? '';
  const origin = `https://workspace.localhost:${port}`;
  const headers = { host: `workspace.localhost:${port}`, origin, 'content-type': 'application/json' };
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    const options = { host: '127.0.0.1', port, path: '/api/setup', method: 'POST', headers, rejectUnauthorized: false };
    secureRequest(options, (response) => resolve(response.resume()))
      .on('error', reject)
      .end(JSON.stringify({ token, name: 'Ada', email: 'ada@example.org', password: 'correct horse battery' }));
  });
  await program.end('SIGTERM');
  expect(answer.statusCode).toBe(201);
  expect(answer.headers['set-cookie']?.[0]).toMatch(
    /^__Host-porchlight_admin=[^;]+;(?=.*Secure)(?=.*HttpOnly)(?=.*SameSite=Strict)/,
  );
  expect(answer.headers['strict-transport-security']).toMatch(/max-age=31536000/);
});

async function findFreePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => probe.once('listening', resolve));
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  return port;
}

function post(port: number, url: string, body: object): Promise<number> {
  return new Promise((resolve, reject) => {
    const headers = {
      host: `workspace.localhost:${port}`,
      origin: `http://workspace.localhost:${port}`,
      'content-type': 'application/json',
    };
    request({ host: '127.0.0.1', port, path: url, method: 'POST', headers }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    })
      .on('error', reject)
      .end(JSON.stringify(body));
  });
}
