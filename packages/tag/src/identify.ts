import { scriptName, windowEntry } from '@porchlight/cookies/script';
import type { IdentifyAnswer, IdentifyRequest, PageViewAnswer } from '@porchlight/protocol';
import type { Tag } from './tag-link.ts';

/** What a page gives to `Porchlight('identify', …)`: its token, or a function that fetches one when it is needed. */
export type TokenSource = unknown;

/** The login of the site's own users, as far as this page knows it [CNV7]. In its memory alone. */
export type Identifying = {
  /** The page says who its visitor is. */
  identify(source: TokenSource): void;
  /** The ids may be others now, or there are some: exchanges the token where that is still to be done. */
  follow(): void;
  /** The service says that the login opens nothing any more. */
  renew(): void;
  /** Logged out, here or in another tab. */
  end(): void;
  /** For the messenger's frame; null while nobody is logged in. */
  login(): string | null;
  contact(): IdentifyAnswer['contact'] | null;
};

export type IdentifyingOptions = {
  tag: Tag;
  /** The frame and other tabs must hear of the login, or of its end. */
  tell(): void;
  /** Another person was logged in until now: all of theirs must be forgotten first. */
  forget(): void;
  identified(contact: IdentifyAnswer['contact']): void;
};

/** After this long the service is asked again where it could not answer. */
const againMs = 30_000;

/** [CNV7] Exchanges the page's token for a login: once for each visit and page, and again when the login is over. */
export function makeIdentifying({ tag, tell, forget, identified }: IdentifyingOptions): Identifying {
  const { settings, identity } = tag;
  let source: TokenSource;
  let known: (Pick<IdentifyAnswer, 'visitor' | 'visit' | 'login' | 'contact'> & { until: number }) | null = null;
  /** Counts what the page said: an answer to what it said before is nobody's. */
  let turn = 0;
  let isAsking = false;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const isMine = () => known?.visitor === identity().visitor;
  const isDone = () => known && isMine() && known.visit === identity().visit && Date.now() < known.until;

  async function follow(): Promise<void> {
    const { visitor, visit } = identity();
    if (!source || !visitor || !visit || isAsking || isDone() || !tag.now().analytics) return;
    isAsking = true;
    clearTimeout(timer);
    const then = turn;
    let status = 0;
    let body: unknown;
    try {
      const token = typeof source === 'function' ? await source() : source;
      if (!token) source = null;
      else if (then === turn)
        ({ status, body } = await tag.post(
          'identities',
          { visitor, visit, token: `${token}` } satisfies Omit<IdentifyRequest, 'v'>,
          false,
          tag.usesCookies(),
        ));
    } catch (problem) {
      source = null;
      console.warn('Porchlight: the function given to identify failed', problem);
    }
    isAsking = false;
    if (then !== turn) return follow();
    if (body) return settle(body as IdentifyAnswer);
    if (status === 401) {
      source = null;
      console.warn(
        `Porchlight: the token given to identify was refused, so the visitor stays a guest. Sign it with a key of this site, with sub, aud "${settings.site}" and exp within an hour; the answer to the request “identities” says what is wrong.`,
      );
    } else if (source && (!status || status >= 429)) timer = setTimeout(follow, againMs);
  }

  function settle(answer: IdentifyAnswer): void {
    const { visitor, visit, login, contact } = answer;
    known = null;
    if (answer.isSwitched) {
      forget();
      tag.settle({ ...(answer as Partial<PageViewAnswer>), class: tag.session()?.class ?? null } as PageViewAnswer);
      tag.newPage(tag.about);
    }
    // By this browser's own clock: the service's may differ, and says so by the frame.
    known = { visitor, visit, login, contact, until: Date.now() + 86_000_000 };
    tell();
    identified(contact);
  }

  function end(): void {
    turn++;
    source = known = null;
    clearTimeout(timer);
  }

  // [VIS6] who logged out in another tab is logged out here: this page's token is that person's.
  addEventListener('storage', ({ key, newValue }) => {
    if (key !== scriptName(windowEntry, settings.site) || !newValue?.startsWith('gone')) return;
    end();
    // Others who heard it before may have told the frame of a login that held until now.
    tell();
  });

  return {
    identify(given) {
      turn++;
      source = given;
      known = null;
      follow();
    },
    follow,
    renew() {
      known = null;
      follow();
    },
    end,
    login: () => (known && isMine() ? known.login : null),
    contact: () => (known && isMine() ? known.contact : null),
  };
}
