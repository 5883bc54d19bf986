import { type EntryTexts, textsFrom } from './texts.ts';

const visitorId = 'identifiant de visiteur aléatoire, `vi_…`';
const visitId =
  'identifiant de visite aléatoire, mode de cookies et ce que le navigateur fait des cookies tiers, `vs_….4-`';
const visitor = { purpose: 'Reconnaît ce navigateur à sa prochaine visite sur ce site.', value: visitorId };
const visitorUnread = {
  purpose: 'Reconnaît ce navigateur à sa prochaine visite sur ce site\u00a0; les scripts ne peuvent pas le lire.',
  value: visitorId,
};
const visit = { purpose: 'Relie les pages d’une même visite, dans tous les onglets.', value: visitId };
const chat = {
  purpose:
    'Indique qu’il y a une conversation et quand elle a servi pour la dernière fois, afin que le chat revienne à la page suivante.',
  value: 'état de la conversation et une date, `open.1763769600000`',
};
const consent = {
  purpose: 'Conserve ce qui a été accepté et refusé, et pour quelle version du texte.',
  value: 'fonctionnel et statistiques par 0 ou 1, et la version du texte, `10.v1`',
};
const draft = {
  purpose: 'Conserve un message saisi et pas encore envoyé\u00a0; il reste dans ce navigateur.',
  value: 'le texte non envoyé',
};
const login = 'jeton de session aléatoire\u00a0; le serveur n’en conserve que l’empreinte';
const hashed = (life: string) =>
  `jeton aléatoire de ce navigateur\u00a0; le serveur n’en conserve qu’une empreinte, ${life}`;
const remembered = 'série aléatoire et valeur à usage unique\u00a0; le serveur n’en conserve que l’empreinte';
const trial = 'nombre aléatoire, l’espace d’un instant';
const shown = (what: string) => ({
  purpose: `Montre à l’exploitant du site ${what}\u00a0; retiré au même instant.`,
  value: trial,
});

const entries: EntryTexts = {
  serviceVisitor: {
    purpose:
      'Reconnaît ce navigateur sur tous les domaines de ce site, là où le navigateur partage les cookies entre eux.',
    value: visitorId,
  },
  serviceVisitorTwin: {
    purpose: 'Reconnaît ce navigateur sur ce site, là où le navigateur sépare les cookies du service site par site.',
    value: visitorId,
  },
  serviceVisit: {
    purpose:
      'Relie les pages d’une visite sur tous les domaines de ce site, là où le navigateur partage les cookies entre eux.',
    value: 'identifiant de visite aléatoire, `vs_…`',
  },
  serviceVisitTwin: {
    purpose: 'Relie les pages d’une visite, là où le navigateur sépare les cookies du service site par site.',
    value: 'identifiant de visite aléatoire, `vs_…`',
  },
  visitor,
  visitorInTab: visitor,
  visitorOnService: visitorUnread,
  visitorByProxy: visitorUnread,
  visit,
  visitInTab: visit,
  tab: { purpose: 'Distingue les onglets d’une visite.', value: 'identifiant d’onglet aléatoire, `tb_…`' },
  trial: {
    purpose: 'Détermine si ce navigateur accepte les cookies et sur quel domaine\u00a0; retiré au même instant.',
    value: 'nombre aléatoire, moins d’une milliseconde',
  },
  chat,
  chatInTab: chat,
  window: {
    purpose: 'Garde la fenêtre de chat ouverte ou fermée de page en page et dans tous les onglets.',
    value: 'disposition et une date, `open.1763769600000`',
  },
  carried: {
    purpose:
      'Permet à un lien vers un autre domaine de ce site d’y proposer la conversation en cours\u00a0; valable une heure.',
    value: 'preuve signée pour une conversation et une visite\u00a0; n’ouvre rien à elle seule',
  },
  recovery: {
    purpose:
      'Ramène la conversation là où le navigateur ne garde pas ce que la fenêtre de chat enregistre\u00a0; valable une fois.',
    value: 'identifiant aléatoire, un nombre qui croît à chaque usage et une signature',
  },
  consent,
  consentInTab: consent,
  frameTrial: {
    purpose: 'Détermine si ce navigateur garde ce que la fenêtre de chat enregistre\u00a0; retiré au même instant.',
    value: 'nombre aléatoire, moins d’une milliseconde',
  },
  conversationKeys: {
    purpose: 'Ouvre les conversations commencées dans ce navigateur\u00a0; les pages du site ne peuvent pas le lire.',
    value: 'liste JSON de conversations et d’identifiants de visiteur, avec des clés aléatoires de 256 bits',
  },
  used: {
    purpose:
      'Indique quand le chat a servi ici pour la dernière fois, afin d’effacer ce qui est oublié depuis longtemps.',
    value: 'une date, `1763769600000`',
  },
  draft,
  draftInTab: draft,
  outbox: {
    purpose: 'Conserve les messages et fichiers envoyés et pas encore confirmés, afin que rien ne se perde.',
    value: 'messages non confirmés et fichiers choisis, chacun avec un identifiant aléatoire\u00a0; vide sinon',
  },
  helpVisitor: {
    purpose:
      'Garde vôtre ce que vous avez dit des articles du centre d’aide, pour que vous puissiez le changer\u00a0; déposé à votre première réponse.',
    value: 'jeton aléatoire\u00a0; le serveur n’en conserve que l’empreinte, avec ce qui a été dit',
  },
  helpConversations: {
    purpose:
      'Garde vos conversations ouvertes dans ce navigateur dans le centre d’aide\u00a0; créé quand vous envoyez le formulaire de contact, saisissez un code reçu par e-mail ou y faites afficher des chats.',
    value:
      'secret aléatoire de 256 bits, d’où découlent les clés de ces conversations\u00a0; le serveur n’en garde que des empreintes',
  },
  consentByForm: {
    ...consent,
    purpose: 'Conserve la même chose, là où le choix a été fait par un formulaire dans le centre d’aide.',
  },
  helpLanguage: {
    purpose: 'Retient la langue choisie dans le centre d’aide\u00a0; déposé par ce choix.',
    value: 'la langue, `fr`',
  },
  adminSession: { purpose: 'Garde un administrateur connecté à l’administration.', value: login },
  agentSession: { purpose: 'Garde un agent connecté à l’espace de travail.', value: login },
  remembered: {
    purpose:
      'Reconnecte un membre qui a choisi de rester connecté dans ce navigateur\u00a0; remplacé à chaque utilisation.',
    value: remembered,
  },
  workSite: {
    purpose: 'Ouvre le site sur lequel un membre travaille dans d’autres onglets et après un rechargement.',
    value: 'identifiant du site, `st_…`',
  },
  node: {
    purpose: 'Mène les requêtes d’un membre au même serveur, là où un répartiteur les distribue entre plusieurs.',
    value: 'une marque du serveur qui ne révèle ni nom ni adresse\u00a0; seulement si l’exploitant l’a activée',
  },
  portalSession: {
    purpose: 'Retient la langue du centre d’aide, protège ses formulaires et y garde un utilisateur connecté.',
    value:
      'jeton de session aléatoire dont le serveur ne conserve que l’empreinte\u00a0; avant une connexion\u00a0: langue, date, identifiant aléatoire',
  },
  portalRemembered: {
    purpose:
      'Reconnecte au centre d’aide un utilisateur qui a choisi de rester connecté\u00a0; remplacé à chaque utilisation.',
    value: remembered,
  },
  lastSite: {
    purpose:
      'Ouvre le site sur lequel on a travaillé en dernier\u00a0; seulement après avoir choisi de rester connecté.',
    value: 'identifiant du site, `st_…`',
  },
  lastDomain: {
    purpose:
      'Complète la fin de l’adresse e-mail à la prochaine connexion, jamais le nom\u00a0; seulement après avoir choisi de rester connecté.',
    value: 'la partie de l’adresse après le @, `shop.example`',
  },
  loginAttempt: {
    purpose:
      'Lie la seconde étape d’une connexion au navigateur dans lequel elle a commencé\u00a0; n’ouvre rien à elle seule.',
    value: hashed('pendant cinq minutes'),
  },
  knownBrowser: {
    purpose: 'Distingue un navigateur déjà utilisé pour se connecter d’un nouveau, qu’un e-mail signale.',
    value: hashed('différente pour chaque membre'),
  },
  oidcAttempt: {
    purpose:
      'Lie une connexion par le service de l’organisation au navigateur dans lequel elle a commencé\u00a0; n’ouvre rien à elle seule.',
    value: hashed('pendant dix minutes'),
  },
  desk: {
    purpose: 'Retient comment un membre aime l’espace de travail\u00a0: clair ou sombre, avec son, avec raccourcis.',
    value: '`light`, `dark` ou `auto`, puis son et raccourcis par `0` ou `1`',
  },
  writing: {
    purpose:
      'Garde, après un rechargement de l’onglet, ce qu’un membre est en train d’écrire\u00a0; disparaît à la déconnexion et avec l’onglet.',
    value: 'les textes non envoyés par conversation, et le membre à qui ils sont',
  },
  doctorPlain: shown('si ce navigateur accepte les cookies du service'),
  doctorTwin: shown('si ce navigateur sépare ces cookies site par site'),
  doctorOnService: shown('que le serveur peut déposer des cookies du site'),
  doctorByProxy: shown('que les cookies passent par son propre chemin'),
  doctorStored: shown('si les pages peuvent enregistrer durablement'),
  doctorInTab: shown('si un onglet peut enregistrer quelque chose'),
  doctorInFrame: shown('si la fenêtre de chat peut enregistrer durablement'),
  doctorInFrameTab: shown('si la fenêtre de chat peut enregistrer pour un onglet'),
};

const hoursOrDays = (seconds: number) => {
  const hours = Math.round(seconds / 3_600);
  return hours < 72 ? `${hours} heures` : `${Math.round(hours / 24)} jours`;
};

/** [REG4] the register in French. */
export const french = textsFrom(entries, {
  days: (count) => (count === 1 ? '1 jour' : `${count} jours`),
  renewed: (life) => `${life}, prolongé à chaque visite`,
  fromFirst: (life) => `${life} à partir de la première visite`,
  session: 'jusqu’à la fermeture du navigateur',
  tab: 'jusqu’à la fermeture de l’onglet',
  kept: 'jusqu’à ce qu’il soit effacé',
  stale: (seconds) =>
    `jusqu’à ce qu’il soit effacé\u00a0; ignoré ${hoursOrDays(seconds)} après sa dernière utilisation`,
  conditions: {
    'cookies-refused': 'dans l’onglet, là où les cookies sont refusés',
    'third-party-taken': 'là où le navigateur accepte les cookies d’autres domaines',
    'partitioned-taken': 'là où le navigateur accepte les cookies d’autres domaines séparés par site',
    'not-shared': 'là où le navigateur ne dit pas qu’il partage les cookies du service entre les sites',
    'frame-storage-lost': 'là où le navigateur ne garde pas ce que la fenêtre de chat enregistre',
    'same-site-service': 'là où le service se trouve sous le domaine du site',
    'proxied-path': 'là où le site transmet un chemin à lui au service',
  },
});
