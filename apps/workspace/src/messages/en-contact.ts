/** The texts about who somebody says to be, and what became of that in a conversation, in English. */
export const enContact = {
  confirmed: 'confirmed',
  confirmedText: 'The login of your own website says so, with a signature.',
  notConfirmed: 'not confirmed',
  notConfirmedText: 'Typed in the chat: anybody can type any name and address.',
  identified: (who: string) => `Logged in on your website: ${who}`,
  nameless: 'a customer whose name it did not say',
  identifiedText:
    'Signed by your own website, so from here on you know who writes. Earlier messages may be by somebody else at the same computer.',
  reusedTitle: 'Access was ended for safety',
  reusedText:
    'The visitor’s page keeps a one-time token that brings the chat back. One that had been used already was used a second time, so somebody may have copied it. All that it opened was closed, for the visitor too.',
  reusedDo:
    'Say nothing confidential here any more. Whoever writes next begins a new conversation: ask for something that only your customer knows before you go on.',
};
