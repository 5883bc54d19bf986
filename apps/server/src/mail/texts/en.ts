/** Every text of mails, in English: plain strings, and functions where a value of ours stands inside. */
export const en = {
  foot: (host: string) => `This mail was sent by the chat service at ${host}. Nobody reads answers to it.`,
  copyLink: 'If the button does nothing, copy this address into your browser:',
  linkLife: (life: string) => `The link is good once, for ${life}.`,
  codeLife: (life: string) => `The code is good once, for ${life}.`,
  hours: (count: number) => `${count} hours`,
  days: (count: number) => `${count} days`,
  minutes: (count: number) => `${count} minutes`,
  at: (time: string) => `When: ${time} (UTC)`,
  device: (browser: string, os: string) => `With: ${browser} on ${os}`,
  country: (name: string) => `From: ${name}`,
  replyFiles: (count: number) => (count === 1 ? '(with a file)' : `(with ${count} files)`),
  unknown: 'unknown',
  stop: 'If you want no more of these mails, open this address:',
  stopLink: 'No more of these mails',
  invitation: {
    subject: 'Your invitation to the workspace',
    text: [
      'You are invited to answer visitors in the workspace.',
      'Choose a name and a password to begin. If you did not expect this, do nothing: without you no account is made.',
    ],
    button: 'Accept the invitation',
  },
  'password-reset': {
    subject: 'Choose a new password',
    text: [
      'Somebody, probably you, asked for a new password for this account.',
      'If it was not you, do nothing: your password stays as it is.',
    ],
    button: 'Choose a new password',
  },
  'email-change': {
    subject: 'Confirm this address',
    text: [
      'Somebody, probably you, wants to log in with this address from now on.',
      'If it was not you, do nothing: nothing changes.',
    ],
    button: 'Confirm this address',
  },
  'email-changed': {
    subject: 'Your address was changed',
    text: [
      'You log in with another address from now on; this one opens nothing any more.',
      'If it was not you, take it back: this address is yours again, everybody who is logged in is logged out, and you get a mail to choose a new password.',
    ],
    button: 'Take it back',
  },
  'device-code': {
    subject: 'Your code to continue the conversation',
    text: [
      'With this code you go on with your conversation on another device. Open the chat on the same website there, choose “Continue from another device”, and enter:',
    ],
    after: ['If you did not ask for this, do nothing. Give the code to nobody: it shows the whole conversation.'],
  },
  'remembered-login-reused': {
    subject: 'You were logged out everywhere',
    text: [
      'A login that your browser had remembered was used a second time, with a copy. To be safe, we ended every login of your account.',
      'Log in again. If you use the password elsewhere, or are not sure, choose a new one.',
    ],
    button: 'Log in',
  },
  'password-changed': {
    subject: 'Your password was changed',
    text: [
      'The password of your account was changed, and all other logins have ended.',
      'If it was not you, choose a new one at once and tell an admin.',
    ],
    button: 'Choose a new password',
  },
  'factor-reset': {
    subject: 'Your second factor was removed',
    text: [
      'An admin removed the second factor of your account, and all logins have ended. Set up a new one with your next login.',
      'If you did not ask for this, tell an admin.',
    ],
    button: 'Log in',
  },
  'factor-changed': {
    subject: 'Your second factor was changed',
    text: [
      'The second factor of your account was changed.',
      'If it was not you, choose a new password at once and tell an admin.',
    ],
    button: 'Choose a new password',
  },
  'recovery-code-used': {
    subject: 'A recovery code was used',
    text: [
      'Somebody logged in to your account with one of your recovery codes. It is used up now.',
      'If it was you and you have few left, make new ones. If not, choose a new password at once and tell an admin.',
    ],
    button: 'Choose a new password',
  },
  'new-device': {
    subject: 'A login from a new device',
    text: [
      'Somebody logged in to your account with a browser that we have not seen with it before.',
      'If it was you, there is nothing to do. If not, choose a new password: that ends every login.',
    ],
    button: 'Choose a new password',
  },
  'user-registration': {
    subject: 'Your code to create an account',
    text: [
      'Somebody, probably you, wants to create an account for our help center with this address. Enter this code there:',
    ],
    after: ['If it was not you, do nothing: without the code no account is made. Give the code to nobody.'],
    button: 'Enter the code',
  },
  'user-invitation': {
    subject: 'Your invitation to our help center',
    text: ['You are invited to create an account for our help center. Enter this code there:'],
    after: ['If you did not expect this, do nothing: without you no account is made.'],
    button: 'Enter the code',
  },
  'user-known': {
    subject: 'You have an account already',
    text: [
      'Somebody, probably you, wanted to create an account with this address. There is one already: log in with it, or choose a new password if you forgot yours.',
      'If it was not you, do nothing: nothing has changed.',
    ],
    button: 'Log in',
  },
  'user-reset': {
    subject: 'Your code for a new password',
    text: ['Somebody, probably you, asked for a new password for our help center. Enter this code there:'],
    after: ['If it was not you, do nothing: your password stays as it is. Give the code to nobody.'],
    button: 'Enter the code',
  },
  'user-email-change': {
    subject: 'Your code to confirm this address',
    text: [
      'Somebody, probably you, wants to log in to our help center with this address from now on. Enter this code there:',
    ],
    after: ['If it was not you, do nothing: nothing changes. Give the code to nobody.'],
    button: 'Enter the code',
  },
  'user-email-changed': {
    subject: 'Your address was changed',
    text: [
      'You log in to our help center with another address from now on; this one opens nothing any more.',
      'If it was not you, take it back with this code: this address is yours again, everybody who is logged in is logged out, and you get a mail to choose a new password.',
    ],
    button: 'Take it back',
  },
  'user-remembered-login-reused': {
    subject: 'You were logged out everywhere',
    text: [
      'A login to our help center that your browser had remembered was used a second time, with a copy. To be safe, we ended every login of your account.',
      'Log in again. If you use the password elsewhere, or are not sure, choose a new one.',
    ],
    button: 'Log in',
  },
  'user-password-changed': {
    subject: 'Your password was changed',
    text: [
      'The password of your account for our help center was changed, and all other logins have ended.',
      'If it was not you, choose a new one at once.',
    ],
    button: 'Choose a new password',
  },
  'user-deleted': {
    subject: 'Your account was deleted',
    text: [
      'Your account for our help center was deleted, with all its logins. Conversations that you had stay with those who answered you.',
      'If it was not you, write to those who run the site.',
    ],
    button: 'Open the help center',
  },
  'user-conversations': {
    subject: 'Your code for your conversations',
    text: [
      'Somebody, probably you, wants to see in another browser what you wrote to us with this address. Enter this code there:',
    ],
    after: ['If it was not you, do nothing. Give the code to nobody: it shows your conversations with us.'],
    button: 'Enter the code',
  },
  'ticket-received': {
    subject: 'We have your message',
    text: [
      'A message was sent to us with this address. We will answer by mail, and you can read it all on our help center.',
    ],
    after: [
      'In the browser in which you wrote, the conversation is open already. In another one, ask for a code there with this address.',
      'If you wrote nothing, do nothing: without you nothing more happens.',
    ],
    button: 'See the conversation',
  },
  'ticket-replied': {
    subject: 'An answer to your message',
    text: ['Somebody has answered what you wrote to us:'],
    after: [
      'To answer, open the conversation; an answer to this mail reaches nobody. In another browser than the one in which you wrote, ask for a code there with this address.',
    ],
    button: 'See the conversation and answer',
  },
  'subscription-code': {
    subject: 'Your code to be told of articles',
    text: ['Somebody, probably you, wants to be told by mail of articles of our help center. Enter this code there:'],
    after: ['If it was not you, do nothing: you get no such mails. Give the code to nobody.'],
    button: 'Enter the code',
  },
  'article-new': {
    subject: 'New article',
    text: ['A topic of our help center that you follow has a new article:'],
    button: 'Read the article',
  },
  'article-changed': {
    subject: 'Article changed',
    text: ['An article of our help center that you follow was changed:'],
    button: 'Read the article',
  },
  'comment-answered': {
    subject: 'Your comment was answered',
    text: [
      'Somebody answered a comment in our help center that was written with this address.',
      'If it was not you, somebody mistyped their address: end these mails with the link below.',
    ],
    button: 'Read the answer',
  },
  'comments-new': {
    subject: 'New comments',
    text: [
      'There are new comments on articles of your help center. Those that wait are shown once somebody has approved them.',
    ],
    button: 'Look at them',
  },
  'login-service-linked': {
    subject: 'Your account is linked with your login service',
    text: [
      'Somebody came in to your account through the login service of your organisation for the first time. From now on it opens your account.',
      'If it was you, there is nothing to do. If not, tell an admin at once.',
    ],
    button: 'Log in',
  },
};

export type MailTexts = typeof en;

/** What goes to members alone, whose workspace speaks English and German. */
type ToMembers =
  | 'invitation'
  | 'password-reset'
  | 'email-change'
  | 'email-changed'
  | 'remembered-login-reused'
  | 'password-changed'
  | 'factor-reset'
  | 'factor-changed'
  | 'recovery-code-used'
  | 'new-device'
  | 'login-service-linked'
  | 'comments-new';

/** Every text of mails to guests and users, in a language of the help center. */
export type VisitorMailTexts = Omit<MailTexts, ToMembers>;
