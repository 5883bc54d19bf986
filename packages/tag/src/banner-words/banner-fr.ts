import type { BannerTexts } from '../banner-texts.ts';

export const bannerTexts: BannerTexts = {
  ask: 'Pouvons-nous retenir votre visite\u202f?',
  tell: 'Nous retenons votre visite',
  text: 'Voir quelles pages vous consultez aide notre équipe à vous aider. Le chat fonctionne dans tous les cas, et vous pouvez changer d’avis à tout moment.',
  no: 'Non, merci',
  yes: 'Oui, d’accord',
  choose: 'Choisir',
  save: 'Enregistrer mon choix',
  saved: 'Votre choix est enregistré.',
  privacy: 'Confidentialité',
  necessary: ['Nécessaire', 'Ce choix, et le chat si vous l’utilisez.'],
  functional: ['Fonctionnel', 'De petits conforts de ce site, comme vos réglages.'],
  analytics: [
    'Analyse',
    'Reconnaît votre navigateur et montre à notre équipe vos pages, leur durée, d’où vous venez, votre pays et appareil.',
  ],
};
