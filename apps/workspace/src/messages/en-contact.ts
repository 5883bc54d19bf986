/** The texts about who somebody says to be, and lines of what became of that, in English. */
export const enContact = {
  confirmed: 'confirmed',
  confirmedText: 'The login of your own website says so, with a signature.',
  notConfirmed: 'not confirmed',
  notConfirmedText: 'Typed in the chat: anybody can type any name and address.',
};
