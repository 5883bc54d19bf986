import type { BannerTexts } from '../banner-texts.ts';

export const bannerTexts: BannerTexts = {
  ask: 'May we remember your visit?',
  tell: 'We remember your visit',
  text: 'Seeing which pages you look at helps our team to help you. The chat works either way, and you can change your mind at any time.',
  no: 'No, thank you',
  yes: 'Yes, that is fine',
  choose: 'Let me choose',
  save: 'Save my choice',
  saved: 'Your choice is saved.',
  privacy: 'Privacy policy',
  necessary: ['Necessary', 'This choice, and the chat once you use it.'],
  functional: ['Functional', 'Small conveniences of this site, such as settings you made.'],
  analytics: [
    'Analytics',
    'Recognises your browser and shows our team your pages, the time on them, where you came from, your country and device.',
  ],
};
