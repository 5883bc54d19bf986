import path from 'node:path';
import { exportArticles, importArticles, readConfig, rootDir } from '@porchlight/server';

const how =
  'Write: porchlight articles export <folder>, or: porchlight articles import <folder>; with --site <id> for one.';

/** `articles export|import <folder> [--site <id>] [settings]`: carries a help center; answers with the exit code. */
export async function carryArticles(args: readonly string[]): Promise<number> {
  const [verb, folder, ...flags] = args;
  if ((verb !== 'export' && verb !== 'import') || !folder || folder.startsWith('--')) {
    console.error(how);
    return 2;
  }
  const { site, rest } = takeSite(flags);
  const config = readConfig('serve', rest, process.env, rootDir);
  // npm runs programs in the project's folder; what was typed is meant from where it was typed.
  const whole = path.resolve(process.env.INIT_CWD ?? process.cwd(), folder);
  const given = { config, folder: whole, site };
  if (verb === 'export') {
    const { files, problems } = await exportArticles(given);
    for (const one of problems) console.error(`${one.path}: ${one.reason}`);
    console.log(`${files} files are in ${whole}.`);
    return problems.length > 0 ? 1 : 0;
  }
  let told = 0;
  const report = await importArticles(given, (done, total) => {
    if (done < total && performance.now() - told < 1_000) return;
    told = performance.now();
    console.error(`${done} of ${total} files`);
  });
  for (const { path: file, reason, detail, isTaken } of report.problems)
    console.log(`${file}: ${isTaken ? 'taken, but ' : 'not taken, '}${reason}${detail === '' ? '' : ` (${detail})`}`);
  if (report.moreProblems > 0) console.log(`and ${report.moreProblems} more`);
  const { added, changed, unchanged, topics, images } = report;
  console.log(
    `Texts: ${added} added, ${changed} changed, ${unchanged} as they were. Topics: ${topics}. Images: ${images}.`,
  );
  return report.problems.some(({ isTaken }) => !isTaken) ? 1 : 0;
}

function takeSite(flags: readonly string[]): { site: string | null; rest: string[] } {
  const at = flags.findIndex((flag) => flag === '--site' || flag.startsWith('--site='));
  const flag = flags[at];
  if (flag === undefined) return { site: null, rest: [...flags] };
  const isInline = flag.includes('=');
  const site = isInline ? flag.slice('--site='.length) : (flags[at + 1] ?? '');
  return { site, rest: flags.toSpliced(at, isInline ? 1 : 2) };
}
