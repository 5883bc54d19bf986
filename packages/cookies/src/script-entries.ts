/**
 * The part of each register entry that runs in browsers: its name and what its value may look like. The
 * purposes and lifetimes stay in `register.ts`, so that they never weigh on a customer's page.
 */
export type ScriptEntry = {
  /** The name pattern: `{site}` stands for the site's id, where two sites must not meet. */
  readonly name: string;
  /** What a well-formed value looks like; anything else reads as absent and is never written [REG3]. */
  readonly format: Pick<RegExp, 'test'>;
};

export const visitorEntry: ScriptEntry = { name: 'pl_vid-{site}', format: /^vi_[\w-]{8,43}$/ };

/**
 * The visit, the number of the mode that it was written in [MODE12], and the first letter of the class found for this
 * browser on this site [MODE7] or `-`, for example `vs_0123456789abcdef.1u`.
 */
export const visitEntry: ScriptEntry = { name: 'pl_sid-{site}', format: /^vs_[\w-]{8,43}\.[1-5][upb-]$/ };

/** [MODE11] the trial write; its value is new each time, so that an older cookie never passes for an accepted one. */
export const trialEntry: ScriptEntry = { name: 'pl_try', format: /^\d+$/ };

export const tabEntry: ScriptEntry = { name: 'pl_tab', format: /^tb_[\w-]{8,43}$/ };

/**
 * State of the newest conversation and its last use in ms, for example `open.1763769600000`; `gone` while the
 * messenger's frame still has to clear what it holds after a logout [VIS6]. In session modes a random mark may follow,
 * which `recoveryEntry` is bound to.
 */
export const chatEntry: ScriptEntry = {
  name: 'pl_chat-{site}',
  format: /^(queued|open|ended|gone)\.\d{1,15}(\.[\w-]{8,43})?$/,
};

/** [CNV3] good once: `rt_{family}.{generation}.{signature}`. */
export const recoveryEntry: ScriptEntry = { name: 'pl_msg-{site}', format: /^rt_[\w-]{1,43}\.\d{1,9}\.[\w-]{43}$/ };

/** [XD5] signed by the service for one conversation, one visit and an hour: `h1.{claims}.{signature}`. */
export const carriedEntry: ScriptEntry = { name: 'pl_xd-{site}', format: /^h1\.[\w-]{20,1800}\.[\w-]{43}$/ };

/** Functional and analytics as 0 or 1, then the version of the text they answered, for example `10.v1`. */
export const consentEntry: ScriptEntry = { name: 'pl_consent-{site}', format: /^[01][01]\.[\w.-]{1,40}$/ };

/**
 * Window layout and its last use in ms, for example `open.1763769600000`; `gone` from a logout until the service has
 * been told [VIS6], which other tabs hear.
 */
export const windowEntry: ScriptEntry = { name: 'pl_win-{site}', format: /^(open|closed|gone)\.\d{1,15}$/ };

export const conversationKeysEntry: ScriptEntry = {
  name: 'pl_ckey-{site}',
  format: { test: (value) => isListOf(value, (item) => typeof item.key === 'string' && /^[\w-]{43}$/.test(item.key)) },
};

/** The messenger's last use in ms. */
export const usedEntry: ScriptEntry = { name: 'pl_used-{site}', format: /^\d{1,15}$/ };

export const draftEntry: ScriptEntry = {
  name: 'pl_draft-{site}',
  format: { test: (value) => value.length > 0 && value.length <= 32_768 },
};

/** `{"items":[…],"chosen":[…]}`: messages on their way, and files that go with the next one; a list alone in an older version. */
export const outboxEntry: ScriptEntry = {
  name: 'pl_outbox-{site}',
  format: {
    test(value) {
      const all = parse(value) as { items?: unknown; chosen?: unknown } | null;
      const isItem = (item: Record<string, unknown>) =>
        typeof item.clientId === 'string' && typeof item.text === 'string';
      if (Array.isArray(all)) return isList(all, isItem);
      return isList(all?.items, isItem) && isList(all?.chosen, (file) => typeof file.id === 'string');
    },
  },
};

/** Scheme, then sound and single-key shortcuts as 0 or 1, for example `dark.11`. */
export const deskEntry: ScriptEntry = { name: 'pl_desk', format: /^(light|dark|auto)\.[01]{2}$/ };

/** What a member is writing, with whose it is: `{"by":"me_…","texts":{"reply cv_…":"…"}}`. */
export const writingEntry: ScriptEntry = {
  name: 'pl_writing',
  format: {
    test(value) {
      const all = parse(value) as { by?: unknown; texts?: unknown } | null;
      if (typeof all?.by !== 'string' || typeof all.texts !== 'object' || all.texts === null) return false;
      return Object.values(all.texts).every((text) => typeof text === 'string');
    },
  },
};

/** The site that a member works in, for further tabs and after a reload. */
export const workSiteEntry: ScriptEntry = { name: 'pl_site', format: /^st_[\w-]{8,43}$/ };

/** [REM3] the site that a member who wanted to be remembered worked in last. */
export const lastSiteEntry: ScriptEntry = { name: 'pl_last_site', format: /^st_[\w-]{8,43}$/ };

/** [REM3] the part behind the `@` of the address of the last remembered login; never the name before it. */
export const lastDomainEntry: ScriptEntry = {
  name: 'pl_last_domain',
  format: /^(?=.{3,253}$)[a-z\d]([a-z\d-]*[a-z\d])?(\.[a-z\d]([a-z\d-]*[a-z\d])?)+$/,
};

function isListOf(value: string, isItem: (item: Record<string, unknown>) => boolean): boolean {
  return isList(parse(value), isItem);
}

function isList(list: unknown, isItem: (item: Record<string, unknown>) => boolean): boolean {
  return Array.isArray(list) && list.every((item) => typeof item === 'object' && item !== null && isItem(item));
}

function parse(value: string): unknown {
  try {
    return JSON.parse(value);
  } catch {
    return null;
  }
}
