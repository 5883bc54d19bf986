import { encodeBase64Url, type HandoffCode, type HandoffRequest, isAllowedOrigin } from '@porchlight/protocol';
import { handoffParameter } from './arrival.ts';
import type { HandoffBridge } from './handoff-bridge.ts';

const own = Element.prototype;
// A form's fields may be named like its methods and properties, so these are never asked of the form itself.
const get = (element: Element, name: string): string | null => own.getAttribute.call(element, name);
const set = (element: Element, name: string, value: string): void => own.setAttribute.call(element, name, value);

/**
 * [XD3] Carries the visitor to the other domains of the site: links, forms and `window.open` get a one-time code in the
 * moment that they are used, which the service hears of by a request that outlives the page. Everything else, and
 * whatever the page itself prevents, stays as it is.
 */
export function ask(bridge: HandoffBridge): void {
  bridge.decorate = decorate;
  // Last of all, so that what the page prevents is known. A page that stops the event has its link undecorated.
  addEventListener('click', followed);
  addEventListener('auxclick', followed);
  addEventListener('submit', submitted);
  const { open } = window;
  window.open = function (url, ...rest) {
    return open.call(this, decorate(url) as string | URL | undefined, ...rest);
  };

  /** The address with a code, where it leads to another domain of the site and the visitor may be carried there. */
  function decorate(given: unknown): unknown {
    const url = readUrl(given);
    if (!url || !leadsOver(url)) return given;
    const code = makeCode(url.host);
    if (!code) return given;
    // By hand, since a list of parameters would write the page's own ones anew.
    url.search += `${url.search ? '&' : '?'}${handoffParameter}=${code}`;
    return url.href;
  }

  function leadsOver({ origin, hostname, search }: URL): boolean {
    const { domains, blocked } = bridge.settings.handoff ?? { domains: [], blocked: [] };
    return (
      // The cookies of this page are there as well.
      !`.${hostname}`.endsWith(`.${bridge.reach()}`) &&
      isAllowedOrigin(origin, domains, blocked) &&
      // Decorated already, by another site's tag on this page.
      !new RegExp(`[?&]${handoffParameter}=`).test(search)
    );
  }

  /** [XD2, XD4] Registers a new code for a host; null without consent, before there is a visit, or where cookies are shared. */
  function makeCode(target: string): HandoffCode | null {
    const { visitor, visit } = bridge.identity();
    if (!visitor || !visit || !bridge.now().analytics || bridge.session()?.class === 'unpartitioned') return null;
    const code: HandoffCode = `ho_${encodeBase64Url(crypto.getRandomValues(new Uint8Array(16)))}`;
    const proof = bridge.proof();
    bridge.post('handoffs', { code, visitor, visit, target, proof } satisfies Omit<HandoffRequest, 'v'>, true);
    return code;
  }

  function followed(event: MouseEvent): void {
    // The middle button opens a tab; the right one may copy the address.
    if (event.defaultPrevented || event.button > 1) return;
    const link = event
      .composedPath()
      .find((node) => node instanceof HTMLAnchorElement || node instanceof HTMLAreaElement);
    if (!link?.href || link.hasAttribute('download')) return;
    const before = get(link, 'href') as string;
    const after = decorate(link.href);
    if (after !== link.href) changeFor(link, 'href', before, `${after}`);
  }

  function submitted(event: SubmitEvent): void {
    const form = event.target;
    if (event.defaultPrevented || !(form instanceof HTMLFormElement)) return;
    const { submitter } = event;
    const read = (name: string) => (submitter && get(submitter, `form${name}`)) ?? get(form, name);
    const method = read('method')?.toLowerCase();
    const url = readUrl(read('action') || location.href);
    if (method === 'dialog' || !url) return;
    if (method === 'post') {
      const after = decorate(url.href);
      const [element, name] =
        submitter && get(submitter, 'formaction') ? ([submitter, 'formaction'] as const) : ([form, 'action'] as const);
      if (after !== url.href) changeFor(element, name, get(element, name) ?? '', `${after}`);
      return;
    }
    // The fields of a GET form take the place of the query, so the code is a field.
    const code = leadsOver(url) && makeCode(url.host);
    if (!code) return;
    const field = document.createElement('input');
    Object.assign(field, { type: 'hidden', name: handoffParameter, value: code });
    own.append.call(form, field);
    setTimeout(() => field.remove());
  }
}

/** Changes an attribute until the browser has done what the event stands for. */
function changeFor(element: Element, name: string, before: string, after: string): void {
  set(element, name, after);
  setTimeout(() => {
    if (get(element, name) === after) set(element, name, before);
  });
}

function readUrl(given: unknown): URL | null {
  try {
    return new URL(`${given}`, document.baseURI);
  } catch {
    return null;
  }
}
