import {
  type ContactField,
  type ContactFieldKind,
  type ContactForm,
  type ContactLabels,
  type HelpLanguage,
  helpLanguages,
  limits,
} from '@porchlight/protocol';

type Texts = Partial<Record<HelpLanguage, string>>;

/** A field while it is edited: the answers of a choice as lines of text. */
export type FieldDraft = {
  id: string;
  kind: ContactFieldKind;
  isRequired: boolean;
  labels: Texts;
  answers: Texts;
  /** Of the answers, in their order: an answer keeps its id when its words change. */
  answerIds: readonly string[];
};
export type FormDraft = { isOn: boolean; fields: readonly FieldDraft[] };

export function draftOf({ isOn, fields }: ContactForm): FormDraft {
  return {
    isOn,
    fields: fields.map(({ choices, ...field }) => ({
      ...field,
      answers: Object.fromEntries(
        helpLanguages
          .filter((one) => choices.some(({ labels }) => labels[one]))
          .map((one) => [one, choices.map(({ labels }) => labels[one] ?? '').join('\n')]),
      ),
      answerIds: choices.map(({ id }) => id),
    })),
  };
}

export function formOf({ isOn, fields }: FormDraft): ContactForm {
  return { isOn, fields: fields.map(fieldOf) };
}

function fieldOf({ id, kind, isRequired, labels, answers, answerIds }: FieldDraft): ContactField {
  const lines = Object.entries(answers).map(([language, text]) => [language, text.split('\n')] as const);
  const count = kind === 'choice' ? Math.max(0, ...lines.map(([, all]) => all.length)) : 0;
  const all = Array.from({ length: count }, (_, at) => ({
    id: answerIds[at] ?? newFieldId(),
    labels: written(Object.fromEntries(lines.map(([language, texts]) => [language, texts[at] ?? '']))),
  }));
  const choices = all.filter((one) => Object.keys(one.labels).length > 0);
  return { id, kind, isRequired, labels: written(labels), choices };
}

/** Without the languages in which nothing is written. */
function written(texts: Texts): ContactLabels {
  const pairs = Object.entries(texts).map(([language, text]) => [language, text.trim()] as const);
  return Object.fromEntries(pairs.filter(([, text]) => text !== ''));
}

export type FieldProblem = 'label' | 'answers';

/** What is wrong with a field; null where nothing is. */
export function problemOf(draft: FieldDraft): FieldProblem | null {
  const { labels, choices, kind } = fieldOf(draft);
  if (Object.keys(labels).length === 0) return 'label';
  return kind === 'choice' && (choices.length < 2 || choices.length > limits.formChoices) ? 'answers' : null;
}

/** Small letters and digits, unlike every other. */
export function newFieldId(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(10)), (byte) => (byte % 36).toString(36)).join('');
}

export function newField(): FieldDraft {
  return { id: newFieldId(), kind: 'text', isRequired: false, labels: {}, answers: {}, answerIds: [] };
}
