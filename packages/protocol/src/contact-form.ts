import type { HelpLanguage } from './articles.ts';

/** What a field of a contact form takes. */
export const contactFieldKinds = ['text', 'choice', 'file'] as const;
export type ContactFieldKind = (typeof contactFieldKinds)[number];

export type ContactLabels = Partial<Record<HelpLanguage, string>>;
export type ContactChoice = { id: string; labels: ContactLabels };

/** A field that a site asks for beside name, address, subject and text. `choices` of a choice alone. */
export type ContactField = {
  /** Letters and digits, unique in its form; stays when labels change. */
  id: string;
  kind: ContactFieldKind;
  isRequired: boolean;
  labels: ContactLabels;
  choices: ContactChoice[];
};

/** A site's contact form in its help center. */
export type ContactForm = { isOn: boolean; fields: ContactField[] };

/** What somebody answered in a field, in the words that they were asked in. */
export type FormAnswer = { label: string; value: string };

/** A label in a language, else in another that there is. */
export function labelIn(labels: ContactLabels, language: HelpLanguage, fallback: HelpLanguage): string {
  return labels[language] ?? labels[fallback] ?? Object.values(labels)[0] ?? '';
}
