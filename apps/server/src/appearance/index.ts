export { Appearance, type SiteAppearance } from './appearance.ts';
