/** What a consent manager calls when the visitor has chosen, and again when the choice changes [CON3]. */
export const managerSnippet = `window.Porchlight =
  window.Porchlight ||
  function () { (Porchlight.q = Porchlight.q || []).push(arguments); };

// when the visitor has chosen, and each time the choice changes:
Porchlight('consent', { functional: true, analytics: false });`;

/** Google Consent Mode as a page's consent manager speaks it; Porchlight listens by itself [CON3]. */
export const consentModeSnippet = `gtag('consent', 'update', {
  analytics_storage: 'granted',       // analytics
  functionality_storage: 'granted',   // functional
});`;
