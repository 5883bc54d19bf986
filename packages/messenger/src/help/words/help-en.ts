export const words = {
  title: 'Find an answer at once',
  search: 'Search the help center',
  popular: 'Often read',
  found: (count: number) => (count === 1 ? '1 article' : `${count} articles`),
  nothing: 'Nothing was found. Write to us instead.',
  ask: (title: string) => `Ask about “${title}”`,
  about: (title: string) => `About “${title}”: `,
  show: 'Show in “My conversations”',
  shown: 'It goes on in the new tab.',
  showNone: 'None of these conversations can be shown there.',
};

export type HelpWords = typeof words;
