// The atelier moves between its views as a single-page application does: pushState, back and forward.
{
  const atelier = /** @type {HTMLElement} */ (document.getElementById('atelier'));
  const views = /** @type {HTMLElement[]} */ ([...atelier.querySelectorAll('[data-view]')]);
  const links = /** @type {HTMLAnchorElement[]} */ ([...atelier.querySelectorAll('[data-view-link]')]);
  const parts = /** @type {const} */ (['shade', 'base', 'cord']);

  const chosen = (/** @type {string} */ part) =>
    /** @type {HTMLInputElement} */ (atelier.querySelector(`input[name="${part}"]:checked`));
  const sum = () => parts.reduce((euros, part) => euros + Number(chosen(part).dataset.price), 0);
  const lamp = () => Object.fromEntries(parts.map((part) => [part, chosen(part).value]));

  const drawLamp = () => {
    for (const part of parts) {
      atelier.dataset[part] = chosen(part).value;
      const word = atelier.querySelector(`[data-chosen="${part}"]`);
      if (word) word.textContent = chosen(part).dataset.label ?? '';
    }
    const total = atelier.querySelector('[data-sum]');
    if (total) total.textContent = `€ ${sum()}`;
  };

  /** Shows the view of the present address. */
  const show = () => {
    const view = views.find(({ dataset }) => dataset.view === location.pathname) ?? views[0];
    for (const one of views) one.hidden = one !== view;
    for (const link of links) {
      if (link.closest('.steps') && link.pathname === view?.dataset.view) link.setAttribute('aria-current', 'step');
      else link.removeAttribute('aria-current');
    }
    document.title = view?.dataset.title ?? document.title;
    porchlight('section', ['atelier', view?.dataset.name ?? '']);
    return view;
  };

  const focusHeading = (/** @type {HTMLElement | undefined} */ view) =>
    view?.querySelector('h1')?.focus({ preventScroll: true });

  for (const link of links) {
    link.addEventListener('click', (event) => {
      if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return;
      event.preventDefault();
      if (link.pathname === location.pathname) return;
      history.pushState({ lamp: lamp() }, '', link.pathname);
      focusHeading(show());
      if (link.pathname === '/atelier/summary') porchlight('event', 'configured', { ...lamp(), price: sum() });
    });
  }

  addEventListener('popstate', () => focusHeading(show()));

  atelier.addEventListener('change', () => {
    drawLamp();
    // Kept with the entry of the history and not in the address: choosing is no page view.
    history.replaceState({ lamp: lamp() }, '');
  });

  document.getElementById('atelier-add')?.addEventListener('click', () => {
    const names = parts.map((part) => chosen(part).dataset.label ?? '');
    cart.add({
      id: `atelier-${Object.values(lamp()).join('-')}`,
      name: 'Your own lamp',
      kind: names.join(', '),
      price: sum(),
      href: '/atelier',
    });
    const told = atelier.querySelector('[data-added]');
    const link = Object.assign(document.createElement('a'), { href: '/cart', textContent: 'See the cart' });
    told?.replaceChildren('Your lamp is in the cart. ', link);
  });

  for (const [part, value] of Object.entries(history.state?.lamp ?? {})) {
    const input = atelier.querySelector(`input[name="${part}"][value="${CSS.escape(String(value))}"]`);
    if (input instanceof HTMLInputElement) input.checked = true;
  }
  drawLamp();
}
