// Draws the cart's lines and lets them be changed.
{
  const find = (/** @type {string} */ id) => /** @type {HTMLElement} */ (document.getElementById(id));
  const template = /** @type {HTMLTemplateElement} */ (find('cart-line'));

  /** @param {CartLine} line @param {CartLine[]} lines */
  const drawLine = (line, lines) => {
    const item = /** @type {HTMLElement} */ (template.content.firstElementChild?.cloneNode(true));
    const part = (/** @type {string} */ selector) => /** @type {HTMLElement} */ (item.querySelector(selector));
    const link = /** @type {HTMLAnchorElement} */ (part('a'));
    link.textContent = line.name;
    link.href = line.href;
    part('.kind').textContent = line.kind;
    part('output').textContent = String(line.count);
    part('.price').textContent = `€ ${line.price * line.count}`;
    for (const [selector, step, label] of /** @type {const} */ ([
      ['[data-less]', -1, 'One less of'],
      ['[data-more]', 1, 'One more of'],
    ])) {
      const button = part(selector);
      button.setAttribute('aria-label', `${label} ${line.name}`);
      button.addEventListener('click', () => {
        const changed = lines.map((one) => (one.id === line.id ? { ...one, count: one.count + step } : one));
        const kept = changed.filter(({ count }) => count > 0);
        cart.write(kept);
        draw(kept);
        const again = document.querySelector(`[data-line="${CSS.escape(line.id)}"] ${selector}`);
        if (again instanceof HTMLElement) again.focus();
        else find('main').focus();
      });
    }
    item.dataset.line = line.id;
    return item;
  };

  /** @param {CartLine[]} lines */
  const draw = (lines) => {
    const sum = lines.reduce((euros, { price, count }) => euros + price * count, 0);
    find('cart-empty').hidden = lines.length > 0;
    find('cart-filled').hidden = lines.length === 0;
    find('cart-lines').replaceChildren(...lines.map((line) => drawLine(line, lines)));
    find('cart-sum').textContent = `€ ${sum}`;
    porchlight('attributes', { cartValue: sum, cartLines: lines.length });
  };

  find('cart-order').addEventListener('click', () => {
    porchlight('event', 'order', { lines: cart.read().length });
    cart.write([]);
    draw([]);
    find('cart-told').textContent = 'Thank you. This is a demonstration, so nothing was sold and nothing will come.';
    find('main').focus();
  });

  draw(cart.read());
}
