import { describe, expect, it } from 'vitest';
import { draftOf, formOf, newField, newFieldId, problemOf } from './draft.ts';

describe('[HC14] the contact form while it is edited', () => {
  const form = {
    isOn: true,
    fields: [
      {
        id: 'kind',
        kind: 'choice' as const,
        isRequired: true,
        labels: { en: 'Kind', de: 'Art' },
        choices: [
          { id: 'a', labels: { en: 'Fault', de: 'Fehler' } },
          { id: 'b', labels: { en: 'Praise' } },
        ],
      },
    ],
  };

  it('is what it was where nothing changed', () => {
    expect(formOf(draftOf(form))).toEqual(form);
  });

  it('keeps the id of an answer whose words change, and gives new ones', () => {
    const { isOn, fields } = draftOf(form);
    const changed = fields.map((field) => ({ ...field, answers: { en: 'Defect\nPraise\n\nOther ' } }));
    const [field] = formOf({ isOn, fields: changed }).fields;
    expect(field?.choices.map(({ labels }) => labels.en)).toEqual(['Defect', 'Praise', 'Other']);
    expect(field?.choices.map(({ id }) => id).slice(0, 2)).toEqual(['a', 'b']);
  });

  it('says what a field lacks', () => {
    const field = newField();
    expect(problemOf(field)).toBe('label');
    expect(problemOf({ ...field, labels: { fr: 'Genre' } })).toBeNull();
    expect(problemOf({ ...field, labels: { fr: 'Genre' }, kind: 'choice', answers: { fr: 'Un\n' } })).toBe('answers');
    expect(newFieldId()).toMatch(/^[a-z0-9]{10}$/);
  });
});
