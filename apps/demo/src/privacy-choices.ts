import { html } from './html.ts';

/** Opens Porchlight's banner again; stands in both footers. */
export const privacyChoices = html`<button type="button" class="as-link" data-opens-consent>Privacy choices</button>`;
