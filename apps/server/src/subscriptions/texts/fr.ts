import type { SubscriptionTexts } from './en.ts';

export const fr: SubscriptionTexts = {
  title: { article: 'Suivre cet article', category: 'Suivre ce thème' },
  text: {
    article: 'Vous recevez un e-mail quand l’article a changé et que ses rédacteurs jugent utile de vous prévenir.',
    category: 'Vous recevez un e-mail quand un nouvel article paraît dans ce thème.',
  },
  email: 'Adresse e-mail',
  emailHint:
    'Nous y envoyons un code, pour que personne d’autre ne puisse vous abonner. Elle n’est montrée à personne.',
  sendCode: 'Envoyer le code',
  asUser: (email) => `Les e-mails seront envoyés à ${email}.`,
  subscribe: 'Suivre',
  codeTitle: 'Saisissez le code',
  codeSent: 'Si cette adresse peut être jointe, un code est en route. Il est valable une heure.',
  codeText: 'Le code se trouve dans l’e-mail que nous avons envoyé à votre adresse.',
  haveCode: 'Saisir un code',
  newCode: 'Demander un nouveau code',
  code: 'Code reçu par e-mail',
  codeHint: 'Douze lettres et chiffres. Les tirets et les espaces ne comptent pas.',
  confirm: 'Confirmer et suivre',
  already: 'Vous suivez déjà ceci.',
  listTitle: 'Ce que vous suivez',
  listNone: 'Vous ne suivez encore rien ici. Les articles et les thèmes ont un lien pour cela.',
  listText: 'Chacun de ces e-mails contient aussi un lien pour y mettre fin.',
  gone: 'N’existe plus',
  kinds: { article: 'Article', category: 'Thème' },
  end: 'Arrêter',
  endOf: (title) => `Arrêter\u00a0: ${title}`,
  done: {
    subscribed: 'Désormais, vous recevrez un e-mail.',
    ended: 'C’est fait. Vous ne recevrez plus d’e-mail à ce sujet.',
  },
  stopTitle: 'Ne plus recevoir ces e-mails\u00a0?',
  stopText: (title) => `Vous recevez des e-mails au sujet de «\u00a0${title}\u00a0».`,
  stop: 'Ne plus les recevoir',
  stoppedTitle: 'C’est fait',
  stoppedText: 'Vous ne recevrez plus d’e-mail à ce sujet.',
  linkBroken: 'Ce lien est incomplet ou vient d’ailleurs. Copiez-le tel qu’il figure dans l’e-mail.',
  problemTitle: 'Cela n’a pas encore fonctionné',
  problems: {
    address_invalid: 'Aucun e-mail ne peut être envoyé à cette adresse. Vérifiez-la.',
    mailed_code_invalid:
      'Ce code a déjà servi, a expiré ou n’a pas été envoyé à cette adresse. Vérifiez les deux, ou demandez-en un nouveau.',
    form_expired:
      'Ce formulaire est resté ouvert longtemps. Votre saisie est toujours là\u00a0: envoyez-la encore une fois.',
    mail_not_set_up: 'Aucun e-mail ne peut être envoyé pour le moment. Réessayez plus tard.',
    too_many_requests: 'C’était beaucoup d’un coup. Patientez un moment, puis réessayez.',
    internal: 'Un problème est survenu de notre côté. Réessayez dans un instant.',
  },
  missing: { email: 'Saisissez votre adresse e-mail.', code: 'Saisissez le code reçu par e-mail.' },
  toArticle: 'Retour au centre d’aide',
};
