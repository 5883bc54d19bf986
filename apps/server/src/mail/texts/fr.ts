import type { VisitorMailTexts } from './en.ts';

/** Every text of mails to guests and users, in French. */
export const fr: VisitorMailTexts = {
  foot: (host) =>
    `Cet e-mail vient du service de messagerie de ${host}. Personne ne lit les réponses qui y sont faites.`,
  copyLink: 'Si le bouton ne réagit pas, copiez cette adresse dans votre navigateur\u00a0:',
  linkLife: (life) => `Le lien est valable une seule fois, pendant ${life}.`,
  codeLife: (life) => `Le code est valable une seule fois, pendant ${life}.`,
  hours: (count) => `${count} heures`,
  days: (count) => `${count} jours`,
  minutes: (count) => (count === 1 ? '1 minute' : `${count} minutes`),
  at: (time) => `Quand\u00a0: ${time} (UTC)`,
  device: (browser, os) => `Avec\u00a0: ${browser} sous ${os}`,
  country: (name) => `D’où\u00a0: ${name}`,
  replyFiles: (count) => (count === 1 ? '(avec un fichier)' : `(avec ${count} fichiers)`),
  unknown: 'inconnu',
  stop: 'Pour ne plus recevoir ces e-mails, ouvrez cette adresse\u00a0:',
  stopLink: 'Ne plus recevoir ces e-mails',
  'device-code': {
    subject: 'Votre code pour continuer la conversation',
    text: [
      'Avec ce code, vous continuez votre conversation sur un autre appareil. Ouvrez-y le chat sur le même site, choisissez «\u00a0Continuer depuis un autre appareil\u00a0» et saisissez\u00a0:',
    ],
    after: [
      'Si vous n’avez rien demandé, ne faites rien. Ne donnez le code à personne\u00a0: il montre toute la conversation.',
    ],
  },
  'user-registration': {
    subject: 'Votre code pour créer un compte',
    text: [
      'Quelqu’un, sans doute vous, veut créer un compte dans notre centre d’aide avec cette adresse. Saisissez-y ce code\u00a0:',
    ],
    after: [
      'Si ce n’était pas vous, ne faites rien\u00a0: sans le code, aucun compte n’est créé. Ne donnez le code à personne.',
    ],
    button: 'Saisir le code',
  },
  'user-invitation': {
    subject: 'Votre invitation dans notre centre d’aide',
    text: ['Vous êtes invité à créer un compte dans notre centre d’aide. Saisissez-y ce code\u00a0:'],
    after: ['Si vous ne vous y attendiez pas, ne faites rien\u00a0: sans vous, aucun compte n’est créé.'],
    button: 'Saisir le code',
  },
  'user-known': {
    subject: 'Vous avez déjà un compte',
    text: [
      'Quelqu’un, sans doute vous, voulait créer un compte avec cette adresse. Il y en a déjà un\u00a0: connectez-vous avec lui, ou choisissez un nouveau mot de passe si vous avez oublié le vôtre.',
      'Si ce n’était pas vous, ne faites rien\u00a0: rien n’a changé.',
    ],
    button: 'Se connecter',
  },
  'user-reset': {
    subject: 'Votre code pour un nouveau mot de passe',
    text: [
      'Quelqu’un, sans doute vous, a demandé un nouveau mot de passe pour notre centre d’aide. Saisissez-y ce code\u00a0:',
    ],
    after: [
      'Si ce n’était pas vous, ne faites rien\u00a0: votre mot de passe reste le même. Ne donnez le code à personne.',
    ],
    button: 'Saisir le code',
  },
  'user-email-change': {
    subject: 'Votre code pour confirmer cette adresse',
    text: [
      'Quelqu’un, sans doute vous, veut désormais se connecter à notre centre d’aide avec cette adresse. Saisissez-y ce code\u00a0:',
    ],
    after: ['Si ce n’était pas vous, ne faites rien\u00a0: rien ne change. Ne donnez le code à personne.'],
    button: 'Saisir le code',
  },
  'user-email-changed': {
    subject: 'Votre adresse a été changée',
    text: [
      'Vous vous connectez désormais à notre centre d’aide avec une autre adresse\u00a0; celle-ci n’ouvre plus rien.',
      'Si ce n’était pas vous, annulez le changement avec ce code\u00a0: l’adresse redevient la vôtre, toutes les connexions sont fermées, et vous recevez un e-mail pour choisir un nouveau mot de passe.',
    ],
    button: 'Annuler le changement',
  },
  'user-remembered-login-reused': {
    subject: 'Vous avez été déconnecté partout',
    text: [
      'Une connexion à notre centre d’aide que votre navigateur avait mémorisée a été utilisée une seconde fois, avec une copie. Par sécurité, nous avons fermé toutes les connexions à votre compte.',
      'Connectez-vous de nouveau. Si vous utilisez ce mot de passe ailleurs, ou en cas de doute, choisissez-en un nouveau.',
    ],
    button: 'Se connecter',
  },
  'user-password-changed': {
    subject: 'Votre mot de passe a été changé',
    text: [
      'Le mot de passe de votre compte dans notre centre d’aide a été changé, et toutes les autres connexions sont fermées.',
      'Si ce n’était pas vous, choisissez-en un nouveau sans attendre.',
    ],
    button: 'Choisir un nouveau mot de passe',
  },
  'user-deleted': {
    subject: 'Votre compte a été supprimé',
    text: [
      'Votre compte dans notre centre d’aide a été supprimé, avec toutes ses connexions. Les conversations que vous avez eues restent chez ceux qui vous ont répondu.',
      'Si ce n’était pas vous, écrivez aux responsables du site.',
    ],
    button: 'Ouvrir le centre d’aide',
  },
  'user-conversations': {
    subject: 'Votre code pour vos conversations',
    text: [
      'Quelqu’un, sans doute vous, veut voir dans un autre navigateur ce que vous nous avez écrit avec cette adresse. Saisissez-y ce code\u00a0:',
    ],
    after: [
      'Si ce n’était pas vous, ne faites rien. Ne donnez le code à personne\u00a0: il montre vos conversations avec nous.',
    ],
    button: 'Saisir le code',
  },
  'ticket-received': {
    subject: 'Nous avons reçu votre message',
    text: [
      'Un message nous a été envoyé avec cette adresse. Nous y répondrons par e-mail, et vous pouvez tout relire dans notre centre d’aide.',
    ],
    after: [
      'Dans le navigateur où vous avez écrit, la conversation est déjà ouverte. Dans un autre, demandez-y un code avec cette adresse.',
      'Si vous n’avez rien écrit, ne faites rien\u00a0: sans vous, il ne se passe rien de plus.',
    ],
    button: 'Voir la conversation',
  },
  'ticket-replied': {
    subject: 'Une réponse à votre message',
    text: ['Nous avons répondu à ce que vous nous avez écrit\u00a0:'],
    after: [
      'Pour répondre, ouvrez la conversation\u00a0; une réponse à cet e-mail n’arrive à personne. Dans un autre navigateur que celui où vous avez écrit, demandez-y un code avec cette adresse.',
    ],
    button: 'Voir la conversation et répondre',
  },
  'subscription-code': {
    subject: 'Votre code pour suivre des articles',
    text: [
      'Quelqu’un, sans doute vous, veut être prévenu par e-mail des articles de notre centre d’aide. Saisissez-y ce code\u00a0:',
    ],
    after: [
      'Si ce n’était pas vous, ne faites rien\u00a0: vous ne recevrez pas ces e-mails. Ne donnez le code à personne.',
    ],
    button: 'Saisir le code',
  },
  'article-new': {
    subject: 'Nouvel article',
    text: ['Un thème de notre centre d’aide que vous suivez a un nouvel article\u00a0:'],
    button: 'Lire l’article',
  },
  'article-changed': {
    subject: 'Article modifié',
    text: ['Un article de notre centre d’aide que vous suivez a été modifié\u00a0:'],
    button: 'Lire l’article',
  },
  'comment-answered': {
    subject: 'Une réponse à votre commentaire',
    text: [
      'Quelqu’un a répondu, dans notre centre d’aide, à un commentaire écrit avec cette adresse.',
      'Si ce n’était pas vous, quelqu’un s’est trompé d’adresse\u00a0: mettez fin à ces e-mails par le lien ci-dessous.',
    ],
    button: 'Lire la réponse',
  },
};
