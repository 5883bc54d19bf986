// The choice of a customer's own banner. Porchlight tells what the visitor said before, and is told what they say now.
{
  /** @typedef {{ functional: boolean, analytics: boolean } | null} Choice */
  const find = (/** @type {string} */ id) => /** @type {HTMLElement} */ (document.getElementById(id));
  const bar = document.getElementById('consent');
  /** @type {Choice} */
  let choice = null;
  /** @type {HTMLElement | null} */
  let opener = null;

  const close = () => {
    if (!bar || bar.hidden) return;
    const hadFocus = bar.contains(document.activeElement);
    bar.hidden = true;
    if (hadFocus) (opener ?? find('main')).focus({ preventScroll: !opener });
    opener = null;
  };

  /** @param {boolean} isYes */
  const answer = (isYes) => {
    porchlight('consent', { functional: isYes, analytics: isYes });
    find('consent-told').textContent = 'Thank you. You can change this at any time under “Privacy choices”.';
    close();
  };

  if (bar) {
    porchlight('on', 'consent', (/** @type {Choice} */ told) => {
      choice = told;
      if (told) close();
      else bar.hidden = false;
    });
    find('consent-yes').addEventListener('click', () => answer(true));
    find('consent-no').addEventListener('click', () => answer(false));
    bar.addEventListener('keydown', (event) => {
      // Without an answer the question stays; it covers nothing that is needed.
      if (event.key === 'Escape' && choice) close();
    });
  }

  for (const button of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll('[data-opens-consent]'))) {
    button.hidden = !bar;
    button.addEventListener('click', () => {
      if (!bar) return;
      opener = button;
      const now = find('consent-now');
      now.hidden = !choice;
      now.textContent = choice?.analytics ? 'You said yes.' : 'You said no.';
      bar.hidden = false;
      find('consent-question').focus({ preventScroll: true });
    });
  }
}
