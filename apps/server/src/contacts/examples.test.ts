import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { useShop } from './testing/shop.ts';

const folder = new URL('../../../../docs/examples/authenticated-visitors/', import.meta.url);
const ann = { name: 'Ann Example', email: 'ann@shop.example' };

describe('the examples of the guide', () => {
  const shop = useShop('sqlite');
  const running: ReturnType<typeof spawn>[] = [];
  afterEach(() => {
    for (const one of running.splice(0)) one.kill();
  });
  const env = () => ({ ...process.env, PORCHLIGHT_SITE: shop.site.id, PORCHLIGHT_SECRET: shop.secret, PORT: '0' });
  const fileOf = (name: string) => fileURLToPath(new URL(name, folder));
  // The examples look at the machine's clock, as they do with their users.
  const setClock = () => shop.server.clock.advance(Date.now() - shop.server.clock.now());

  it('[VIS8] in Node answers with a token that is taken, and for guests with nothing', async () => {
    setClock();
    const program = spawn(process.execPath, [fileOf('server.mjs')], {
      env: env(),
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    running.push(program);
    const [line] = (await once(program.stdout, 'data')) as [Buffer];
    const url = `${String(line).trim()}/porchlight-token`;
    const guest = await fetch(url);
    expect([guest.status, await guest.text()]).toEqual([204, '']);
    const answer = await fetch(url, { headers: { cookie: 'session=ann' } });
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(answer.headers.get('access-control-allow-origin')).toBeNull();
    const identified = await shop.identify(await shop.arrive(), await answer.text());
    expect(identified.contact).toEqual(ann);
    expect(await shop.contacts()).toMatchObject([{ external_id: '42', is_email_verified: 1 }]);
  });

  const others = [
    ['python3', 'token.py'],
    ['php', 'token.php'],
  ] as const;
  // Run where the language is there; each of them is read all the same.
  const installed = others.filter(([program]) => spawnSync(program, ['--version']).status === 0);
  it.each(installed)('[VIS8] in %s makes a token that is taken', async (program, file) => {
    setClock();
    const { stdout, stderr, status } = spawnSync(program, [fileOf(file)], { env: env(), encoding: 'utf8' });
    expect([status, stderr]).toEqual([0, '']);
    const identified = await shop.identify(await shop.arrive(), stdout.trim());
    expect(identified.contact).toEqual(ann);
    expect(await shop.contacts()).toMatchObject([{ external_id: '42', is_email_verified: 1 }]);
  });

  it('[VIS8] say the same in each language, and hold no secret', () => {
    for (const name of ['server.mjs', 'token.php', 'token.py']) {
      const text = readFileSync(fileOf(name), 'utf8');
      for (const word of ['HS256', 'PORCHLIGHT_SITE', 'PORCHLIGHT_SECRET', 'email_verified', 'no-store', '204'])
        expect(text.toLowerCase(), `${name} says nothing of ${word}`).toContain(word.toLowerCase());
    }
  });
});
