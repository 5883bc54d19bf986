export { Appearance, plainAppearance, type SiteAppearance } from './appearance.ts';
