import { createHash } from 'node:crypto';

/**
 * What a page of the help center does with the site's tag beside it: a link to the choice of consent opens the tag's
 * own banner, and what was chosen there is shown. Everything works without it.
 */
export const ownScript = `(() => {
  const link = document.querySelector('a[data-consent]');
  if (!link) return;
  link.addEventListener('click', (event) => {
    const tag = window.Porchlight;
    if (!tag || !tag.sites || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    tag('consent', 'show');
    // Who comes late is told what holds: what comes after that is news.
    setTimeout(() => tag('on', 'consent', (choices) => {
      if (choices && link.dataset.consent !== '' + +choices.functional + +choices.analytics) location.reload();
    }));
  });
})();
`;

/** Its path changes with it, so that browsers may keep it for ever. */
export const ownScriptPath = `/script/page-${createHash('sha256').update(ownScript).digest('hex').slice(0, 10)}.js`;
