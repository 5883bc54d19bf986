/** The help center's contact form, in the administration and in conversations that began with it. */
export const enContactForm = {
  isOn: 'The help center has a contact form',
  isOnText:
    'What visitors send becomes a conversation in the queue. Your answers go to them by mail and stand in the help center.',
  open: 'Open the contact form',
  policy: 'Contact form',
  fieldsTitle: 'Your own fields',
  fieldsText:
    'Name, e-mail address, subject, message and files are always asked for. Ask for what you need besides, and for no more.',
  none: 'No fields of your own yet.',
  add: 'Add a field',
  field: (position: number) => `Field ${position}`,
  kind: 'Kind',
  kinds: { text: 'A line of text', choice: 'A choice', file: 'A file' },
  isRequired: 'Has to be answered',
  label: (language: string) => `What is asked (${language})`,
  answers: (language: string) => `Answers, one on each line (${language})`,
  answersHint: 'In each language in the same order.',
  labelMissing: 'Write what is asked, in one language at least.',
  answersMissing: 'A choice has two answers or more.',
  remove: (name: string) => `Remove “${name}”`,
  moveUp: (name: string) => `Move “${name}” up`,
  moveDown: (name: string) => `Move “${name}” down`,
  unnamed: 'New field',
  pill: 'Form',
  sent: 'Sent by the contact form',
  answersTo: (email: string) =>
    `Answers also go to ${email} by mail, when they are not read on the help center within a minute.`,
};
