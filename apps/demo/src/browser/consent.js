// Porchlight's own banner asks; this opens it again, so that a yes is taken back as easily as it was given.
{
  const isTagged = document.querySelector('script[src*="/tag/"]') !== null;
  for (const button of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll('[data-opens-consent]'))) {
    button.hidden = !isTagged;
    button.addEventListener('click', () => porchlight('consent', 'show'));
  }
}
