import { setTimeout } from 'node:timers/promises';
import { type CookieMode, cookieModes } from '@porchlight/protocol';
import { scenario } from '../scenario.ts';
import type { Walk } from '../walk.ts';

const queue =
  '<script>window.Porchlight = window.Porchlight || function () { (Porchlight.q = Porchlight.q || []).push(arguments); };</script>';
const chooses = (choices: object) => `${queue}<script>Porchlight('consent', ${JSON.stringify(choices)});</script>`;
const yes = { functional: true, analytics: true };
const no = { functional: false, analytics: false };

/** Names of all that the browser holds for the site, but the choice itself and what a conversation needs [CON2]. */
async function heldNames(walk: Walk): Promise<string[]> {
  const cookies = (await walk.cookies()).map(({ name }) => name);
  const stored = await (await walk.page()).evaluate<string[]>(
    '[...Object.keys(localStorage), ...Object.keys(sessionStorage)]',
  );
  return [...new Set([...cookies, ...stored])].filter((name) => !/^pl_(consent|chat|win|msg)-/.test(name)).sort();
}

const fromMode = (modes: readonly CookieMode[]) => (mode: CookieMode) => ({
  mode: modes[cookieModes.indexOf(mode)] ?? mode,
});

/** The next page view in the new mode; then nothing may be held that the new mode does not allow. */
async function changeMode(walk: Walk, first: Awaited<ReturnType<Walk['visit']>>): Promise<string> {
  await walk.product.changeSite(walk.site.id, { mode: walk.mode });
  const outcome = await walk.compare(first, await walk.visit());
  await walk.visit();
  const isSession = walk.mode.endsWith('session') && walk.mode !== 'first-party-with-third-party-session';
  const wrong = (await walk.cookies()).filter(({ name, maxAgeS }) => {
    const isThirdParty = /^__Host-pl_visit/.test(name);
    if (isThirdParty && walk.mode.startsWith('first-party') && !walk.mode.includes('third')) return true;
    return isSession && maxAgeS !== null && /pl_vi(d|sitor)/.test(name);
  });
  return wrong.length === 0
    ? outcome
    : `${outcome}, still held: ${wrong.map(({ name }) => name.split('-st_')[0]).join(' ')}`;
}

export const choice = [
  scenario({
    id: 'consent-refused',
    site: (mode) => ({ mode, consentPolicy: 'required' }),
    async after(walk) {
      const path = walk.addPage({ head: chooses(no) });
      await (await walk.page()).goto(walk.network.origin('shop') + path);
      if (!(await walk.isSilent(path))) return 'recorded';
      return (await heldNames(walk)).join(' ') || 'nothing';
    },
  }),
  scenario({
    id: 'consent-withdrawn',
    site: (mode) => ({ mode, consentPolicy: 'required' }),
    before: (walk) => walk.visit('shop', { head: chooses(yes) }),
    async after(walk, first) {
      if (!first) return 'not recorded';
      await walk.call('consent', no);
      await setTimeout(100);
      await walk.network.quiet();
      const held = await heldNames(walk);
      const path = walk.addPage();
      await (await walk.page()).goto(walk.network.origin('shop') + path);
      if (!(await walk.isSilent(path))) return 'recorded again';
      return held.length === 0 ? 'cleared' : `still held: ${held.join(' ')}`;
    },
  }),
  scenario({
    id: 'logout',
    before: (walk) => walk.visit(),
    async after(walk, first) {
      await walk.call('logout');
      await setTimeout(100);
      await walk.network.quiet();
      const next = await walk.visit();
      const held = (await walk.cookies()).filter(({ value }) => first !== null && value.includes(first.visitor));
      const outcome = await walk.compare(first, next);
      return held.length === 0 ? outcome : `${outcome}, still held: ${held.map(({ name }) => name).join(' ')}`;
    },
  }),
  scenario({
    id: 'mode-changed',
    site: fromMode(['first-party', 'third-party', 'third-party', 'third-party', 'first-party']),
    before: (walk) => walk.visit(),
    after: changeMode,
  }),
  scenario({
    id: 'mode-changed-back',
    site: fromMode([
      'first-party-session',
      'first-party',
      'first-party',
      'first-party-with-third-party-session',
      'third-party-session',
    ]),
    before: (walk) => walk.visit(),
    after: changeMode,
  }),
];
