/** Everything the banner says. */
export type BannerTexts = {
  /** The title, where the site asks first. */
  ask: string;
  /** The title, where it goes on until somebody refuses. */
  tell: string;
  text: string;
  no: string;
  yes: string;
  choose: string;
  save: string;
  saved: string;
  privacy: string;
  necessary: [name: string, text: string];
  functional: [name: string, text: string];
  analytics: [name: string, text: string];
};
