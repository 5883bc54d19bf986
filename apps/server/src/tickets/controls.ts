import { html, type SafeHtml } from '../platform/html/index.ts';
import type { TicketTexts } from './texts/index.ts';

/** What a form shows besides its fields: what was typed, and what is wrong with it. */
export type FormView = {
  values: Readonly<Record<string, string>>;
  /** `field` null where it is about the whole form. */
  problems: readonly { field: string | null; text: string }[];
  /** Files that are here already: the field that brought each, its id and name. */
  kept: readonly { field: string; id: string; name: string }[];
};

export const emptyView: FormView = { values: {}, problems: [], kept: [] };

type Control = {
  name: string;
  label: string;
  hint?: string | undefined;
  isRequired: boolean;
  /** Where somebody goes on typing, unless something is wrong elsewhere. */
  isNext?: boolean;
};

/** A label, its hint and what is wrong, around a control that gets the attributes they ask for. */
function around(
  view: FormView,
  t: TicketTexts,
  { name, label, hint, isRequired, isNext }: Control,
  control: (attributes: SafeHtml) => SafeHtml,
): SafeHtml {
  const wrong = view.problems.filter((one) => one.field === name);
  const isWrong = wrong.length > 0;
  const isFirst = view.problems.length === 0 ? isNext : isWrong && view.problems[0] === wrong[0];
  const described = [hint ? `${name}-hint` : '', isWrong ? `${name}-wrong` : ''].filter(Boolean).join(' ');
  const attributes = html` id="${name}" name="${name}"${isRequired ? html` required` : ''}${described ? html` aria-describedby="${described}"` : ''}${isWrong ? html` aria-invalid="true"` : ''}${isFirst ? html` autofocus` : ''}`;
  return html`<div class="field"><label for="${name}">${label}${isRequired ? '' : html` <span class="muted">(${t.optional})</span>`}</label>
${hint ? html`<p class="hint" id="${name}-hint">${hint}</p>` : ''}
${control(attributes)}
${isWrong ? html`<div class="wrong" id="${name}-wrong">${wrong.map(({ text }) => html`<p>${text}</p>`)}</div>` : ''}</div>`;
}

type Line = Control & { type?: 'text' | 'email'; autocomplete?: string; value?: string; most: number };

export function lineField(view: FormView, t: TicketTexts, field: Line): SafeHtml {
  const { name, type = 'text', autocomplete = 'off', value, most } = field;
  const asMail = type === 'email' ? html` inputmode="email" autocapitalize="none" spellcheck="false" dir="ltr"` : '';
  const asCode =
    autocomplete === 'one-time-code' ? html` autocapitalize="characters" spellcheck="false" dir="ltr"` : '';
  return around(
    view,
    t,
    field,
    // `type="text"`: what is an address is said here, in the page's language.
    (attributes) =>
      html`<input type="text"${attributes} autocomplete="${autocomplete}" maxlength="${most}" value="${value ?? view.values[name] ?? ''}"${asMail}${asCode}>`,
  );
}

export function areaField(view: FormView, t: TicketTexts, field: Control & { rows: number }): SafeHtml {
  // The first line break behind the tag is none of the text.
  return around(
    view,
    t,
    field,
    (attributes) =>
      html`<textarea${attributes} rows="${field.rows}" dir="auto">\n${view.values[field.name] ?? ''}</textarea>`,
  );
}

export function choiceField(
  view: FormView,
  t: TicketTexts,
  field: Control & { choices: readonly { id: string; label: string }[] },
): SafeHtml {
  const chosen = view.values[field.name] ?? '';
  return around(
    view,
    t,
    field,
    (attributes) =>
      html`<select${attributes}><option value="">${t.choose}</option>${field.choices.map(({ id, label }) => html`<option value="${id}"${id === chosen ? html` selected` : ''}>${label}</option>`)}</select>`,
  );
}

/** Files to choose, and those that are here already since the form was given back. */
export function fileField(view: FormView, t: TicketTexts, field: Control & { isMultiple: boolean }): SafeHtml {
  const kept = view.kept.filter((one) => one.field === field.name);
  return html`${around(
    view,
    t,
    field,
    (attributes) => html`<input type="file"${attributes}${field.isMultiple ? html` multiple` : ''}>`,
  )}${
    kept.length === 0
      ? ''
      : html`<fieldset class="kept"><legend>${t.kept}</legend><p class="hint">${t.keptHint}</p>${kept.map(
          ({ id, name }) =>
            html`<label class="check"><input type="checkbox" name="kept" value="${field.name}:${id}" checked> <bdi>${name}</bdi></label>`,
        )}</fieldset>`
  }`;
}

/** What is wrong with the form as a whole. */
export function problems(view: FormView, t: TicketTexts): SafeHtml | null {
  const whole = view.problems.filter((one) => one.field === null);
  return whole.length === 0
    ? null
    : html`<div class="problem" role="alert"><b>${t.problem}</b>${whole.map(({ text }) => html`<p>${text}</p>`)}</div>`;
}

/** What was done before this page. */
export function said(done: string | null, t: TicketTexts): SafeHtml | null {
  const text = done !== null && Object.hasOwn(t.done, done) ? t.done[done] : undefined;
  return text === undefined ? null : html`<p class="said" role="status">${text}</p>`;
}

/** A form with its token [CSRF2]; one that takes files names them by its `round`, and has its texts before them. */
export function form(
  { action, token, round = null }: { action: string; token: string; round?: string | null },
  fields: SafeHtml,
): SafeHtml {
  return html`<form method="post" action="${action}" class="form"${round !== null ? html` enctype="multipart/form-data"` : ''} novalidate>
<input type="hidden" name="form" value="${token}">${round === null ? '' : html`<input type="hidden" name="round" value="${round}">`}
${fields}
</form>`;
}

export function button(
  label: string,
  { kind = '', value = '' }: { kind?: '' | 'quiet' | 'danger'; value?: string } = {},
): SafeHtml {
  return html`<button type="submit" class="button ${kind}"${value ? html` name="do" value="${value}"` : ''}>${label}</button>`;
}
