import { readFileSync, readdirSync } from 'node:fs';
import { withWorkbench } from './workbench.ts';
import pg from 'pg';
import { PageViewLoad } from './programs.ts';
const ticks = (pid: number | string, tid?: number | string) => {
  const s = readFileSync(`/proc/${pid}${tid ? `/task/${tid}` : ''}/stat`, 'utf8');
  const f = s.slice(s.lastIndexOf(')') + 2).split(' ');
  return (Number(f[11]) + Number(f[12])) * 10;
};
const pgTicks = () => {
  let sum = 0;
  for (const p of readdirSync('/proc')) if (/^\d+$/.test(p)) try { if (readFileSync(`/proc/${p}/comm`, 'utf8').startsWith('postgres')) sum += ticks(p); } catch {}
  return sum;
};
const prof = process.argv[2] === 'prof';
const dialect = process.argv[3] ?? 'postgres';
await withWorkbench(true, async (bench) => {
  const load = bench.own(new PageViewLoad());
  const databaseUrl = dialect === 'postgres' ? await bench.makeDatabase('product') : null;
  const args = [...(prof ? ['--cpu-prof', '--cpu-prof-dir=/tmp/prof'] : []), 'bench/server.ts', await bench.makeFolder()];
  const product = await bench.start<{ url: string; site: string }>(args, databaseUrl ? { PORCHLIGHT_DATABASE_URL: databaseUrl } : {});
  const floor = await bench.start<{ url: string }>([`bench/floors/${dialect}-commit.ts`, dialect === 'postgres' ? await bench.makeDatabase('bare') : await bench.makeFolder()]);
  const each = [
    ['floor', floor.pid, new URL(floor.announcement.url).port, '/t/site/views'],
    ['product', product.pid, new URL(product.announcement.url).port, `/t/${product.announcement.site}/views`],
  ] as const;
  const client = databaseUrl ? new pg.Client({ connectionString: databaseUrl }) : null;
  await client?.connect();
  const commits = async (name: string) => client ? Number((await client.query("select xact_commit from pg_stat_database where datname = $1", [name === 'floor' ? 'bare' : 'product'])).rows[0].xact_commit) : 0;
  const cs: Record<string, number[]> = {};
  const sums: Record<string, { main: number[]; pg: number[]; all: number[]; ps: number[] }> = {};
  for (let round = 0; round < (prof ? 6 : 8); round++)
    for (const [name, pid, port, path] of each) {
      if (prof && name === 'floor') continue;
      const c0 = await commits(name);
      const a = [ticks(pid, pid), pgTicks(), ticks(pid)];
      const r = await load.run({ port: Number(port), host: 'service.localhost', path, connections: Number(process.argv[4] ?? 200), pagesPerVisit: 5, durationMs: round === 0 ? 2500 : 1500 });
      const b = [ticks(pid, pid), pgTicks(), ticks(pid)];
      await new Promise((r) => setTimeout(r, 1200));
      const c1 = await commits(name);
      if (round === 0) continue;
      (cs[name] ??= []).push(r.requests / (c1 - c0));
      const per = (i: number) => ((b[i]! - a[i]!) * 1000) / r.requests;
      const s = (sums[name] ??= { main: [], pg: [], all: [], ps: [] });
      s.main.push(per(0)); s.pg.push(per(1)); s.all.push(per(2)); s.ps.push(r.perSecond);
    }
  const med = (l: number[]) => l.sort((x, y) => x - y)[l.length >> 1]!.toFixed(1);
  await client?.end();
  for (const [name, s] of Object.entries(sums)) console.log(name, 'main µs', med(s.main), 'process µs', med(s.all), 'pg µs', med(s.pg), 'per s', med(s.ps), 'batch', med(cs[name]!));
});
