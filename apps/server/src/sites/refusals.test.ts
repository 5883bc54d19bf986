import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { buildDesk } from '../conversations/testing.ts';
import { storages } from '../platform/db/testing.ts';
import { appError } from '../platform/errors/index.ts';
import { Sites } from './index.ts';

describe.each(storages())('refused origins on $name', (kind) => {
  it('[XD1] are bounded for each site, whatever a stranger claims to be; the newest stay', async () => {
    const { sites, site, storage, clock, close } = await buildDesk(kind);
    const other = await sites.addSite({ name: 'Other', domains: ['other.example'] });
    const refuse = (one: typeof site, origin: string) => expect(() => sites.assertOrigin(one, origin)).toThrow();
    refuse(other, 'https://real.example');
    for (let at = 0; at < 620; at += 1) {
      clock.advance(1);
      refuse(site, `https://a${at}.example`);
      if (at % 310 === 309) await sites.flush();
    }
    const { rows } = await sql<{ site_id: string; count: number }>`
      select site_id, count(*) as count from refused_origins group by site_id`.execute(storage.read);
    expect(new Map(rows.map((row) => [row.site_id, Number(row.count)]))).toEqual(
      new Map([
        [site.id, 500],
        [other.id, 1],
      ]),
    );
    expect((await sites.findRefusedOrigins(site.id))[0]?.origin).toBe('https://a619.example');
    await close();
  });

  it('[XD1] stay counted when the database refuses the write, and are written with the next one', async () => {
    const { storage, site, clock, close } = await buildDesk(kind);
    let isFull = true;
    const execute: typeof storage.execute = (command, input) =>
      isFull ? Promise.reject(appError('storage_full', 'The disk is full.')) : storage.execute(command, input);
    const sites = new Sites({ read: storage.read, execute } as typeof storage, clock);
    await sites.load();
    for (let times = 0; times < 3; times += 1)
      expect(() => sites.assertOrigin(site, 'https://foreign.example')).toThrow();
    await expect(sites.flush()).rejects.toMatchObject({ code: 'storage_full' });
    isFull = false;
    expect(await sites.findRefusedOrigins(site.id)).toMatchObject([{ origin: 'https://foreign.example', count: 3 }]);
    await close();
  });
});
