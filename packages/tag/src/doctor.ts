import { doctorParameter, type Script } from '@porchlight/protocol';
import type { DoctorBridge } from './doctor-bridge.ts';
import { collectFacts } from './doctor-facts.ts';
import { diagnose } from './doctor-findings.ts';
import { type DoctorPanel, mountPanel } from './doctor-panel.ts';
import { type DoctorTexts, doctorLanguage } from './doctor-texts.ts';

/** Written in by the build: a language is loaded where it is spoken. */
declare const __PORCHLIGHT_DOCTOR_TEXTS__: Record<'en' | 'de', Script>;

let panel: DoctorPanel | undefined;
let last: Promise<boolean> = Promise.resolve(false);

/**
 * [DOC3] Checks this page with a one-time code and shows what was found. Loaded where the address carried a code, and
 * never else. Two sites may share the page, and this module: the one whose code it is answers.
 */
export function ask(bridge: DoctorBridge, code: string): void {
  last = last.then((isDone) => isDone || check(bridge, code));
}

/** Whether the code was this site's. */
async function check(bridge: DoctorBridge, code: string): Promise<boolean> {
  const lang = doctorLanguage(navigator.languages);
  const { doctorTexts: texts } = await bridge.load<{ doctorTexts: DoctorTexts }>(__PORCHLIGHT_DOCTOR_TEXTS__[lang]);
  panel ??= mountPanel(bridge, lang, texts, () => location.replace(withCode(location.href, code)));
  const facts = await collectFacts(bridge, code, panel.root);
  const isGood = facts.status !== 403 && facts.status !== 400;
  if (isGood) panel.showFound(facts, diagnose(facts));
  else panel.showCodeBad();
  return isGood;
}

/** The page's address with the code again: only a page that is loaded anew shows what was mended. */
function withCode(href: string, code: string): string {
  const [address = '', fragment] = href.split('#');
  const joined = `${address}${address.includes('?') ? '&' : '?'}${doctorParameter}=${code}`;
  return fragment === undefined ? joined : `${joined}#${fragment}`;
}
