import { html, type SafeHtml } from '../../platform/html/index.ts';

/** What a form shows besides its fields: what was typed, and what is wrong with it. */
export type FormView = {
  values: Readonly<Record<string, string>>;
  /** `field` null where it is about the whole form. */
  problems: readonly { field: string | null; text: string }[];
  /** What was done before this page. */
  done: string | null;
};

export const emptyView: FormView = { values: {}, problems: [], done: null };

export type Field = {
  name: string;
  label: string;
  hint?: string;
  type?: 'text' | 'password';
  autocomplete: string;
  inputmode?: 'email' | 'text';
  value?: string;
};

/** A field with its label, its hint and what is wrong with it; the first that is wrong has the focus. */
export function field(
  view: FormView,
  { name, label, hint, type = 'text', autocomplete, inputmode, value }: Field,
): SafeHtml {
  const wrong = view.problems.find((one) => one.field === name);
  const isFirst = wrong !== undefined && view.problems[0] === wrong;
  const described = [hint ? `${name}-hint` : '', wrong ? `${name}-wrong` : ''].filter(Boolean).join(' ');
  const attributes = [
    html` id="${name}" name="${name}" type="${type}" autocomplete="${autocomplete}" required`,
    inputmode === 'email' ? html` inputmode="email" autocapitalize="none" spellcheck="false" dir="ltr"` : null,
    autocomplete === 'one-time-code' ? html` autocapitalize="characters" spellcheck="false" dir="ltr"` : null,
    type === 'password' ? null : html` value="${value ?? view.values[name] ?? ''}"`,
    described ? html` aria-describedby="${described}"` : null,
    wrong ? html` aria-invalid="true"` : null,
    isFirst ? html` autofocus` : null,
  ];
  return html`<div class="field">
    <label for="${name}">${label}</label>
    ${hint ? html`<p class="hint" id="${name}-hint">${hint}</p>` : null}
    <input${attributes}>
    ${wrong ? html`<p class="wrong" id="${name}-wrong">${wrong.text}</p>` : null}
  </div>`;
}

/** What was done, and what is wrong with the form as a whole. */
export function messages(view: FormView, t: { problemTitle: string; done: Record<string, string> }): SafeHtml {
  const whole = view.problems.filter((one) => one.field === null);
  const done = view.done !== null && Object.hasOwn(t.done, view.done) ? t.done[view.done] : undefined;
  return html`${done ? html`<p class="said" role="status">${done}</p>` : null}${
    whole.length > 0
      ? html`<div class="problem" role="alert"><b>${t.problemTitle}</b>${whole.map(({ text }) => html`<p>${text}</p>`)}</div>`
      : null
  }`;
}

/** A form that is sent to `action` with its token [CSRF2]. */
export function form(
  { action, token, next }: { action: string; token: string; next?: string | null },
  fields: SafeHtml,
): SafeHtml {
  return html`<form method="post" action="${action}" class="form" novalidate>
    <input type="hidden" name="form" value="${token}">
    ${next ? html`<input type="hidden" name="next" value="${next}">` : null}
    ${fields}
  </form>`;
}

export function submit(label: string, kind: '' | 'danger' | 'quiet' = ''): SafeHtml {
  return html`<button type="submit" class="button ${kind}">${label}</button>`;
}
