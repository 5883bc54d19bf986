import { html } from './html.ts';

/** The visitor's choice, as a customer's own banner asks it: no wall, no trick, both answers alike. */
export const consentBar = html`<section class="consent" id="consent" aria-labelledby="consent-question" hidden>
<p id="consent-question" tabindex="-1">May we see which pages you visit, so that our team can help you faster?</p>
<p class="consent-now" id="consent-now" hidden></p>
<div class="consent-answers">
<button type="button" id="consent-yes">Yes, that is fine</button>
<button type="button" id="consent-no">No, thank you</button>
</div>
</section>
<p class="visually-hidden" role="status" id="consent-told"></p>`;

/** Opens the choice again; stands in both footers. */
export const privacyChoices = html`<button type="button" class="as-link" data-opens-consent>Privacy choices</button>`;
