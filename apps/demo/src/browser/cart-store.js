// The cart of the demo shop: one entry in localStorage, there only while something is in the cart.

const cart = {
  /** @returns {CartLine[]} */
  read() {
    try {
      return JSON.parse(localStorage.getItem('demo_cart') ?? '[]');
    } catch {
      return [];
    }
  },
  /** @param {CartLine[]} lines */
  write(lines) {
    try {
      if (lines.length > 0) localStorage.setItem('demo_cart', JSON.stringify(lines));
      else localStorage.removeItem('demo_cart');
    } catch {
      // Storage is off in this browser; the cart then stays empty.
    }
    cart.show();
  },
  /** @param {Omit<CartLine, 'count'>} product */
  add(product) {
    const lines = cart.read();
    const known = lines.find(({ id }) => id === product.id);
    if (known) known.count += 1;
    else lines.push({ ...product, count: 1 });
    cart.write(lines);
    porchlight('event', 'add_to_cart', { product: product.name, price: product.price });
  },
  show() {
    const count = cart.read().reduce((sum, line) => sum + line.count, 0);
    for (const mark of document.querySelectorAll('[data-cart-count]')) {
      mark.textContent = String(count);
      mark.classList.toggle('some', count > 0);
    }
  },
};

cart.show();
addEventListener('storage', () => cart.show());
addEventListener('pageshow', () => cart.show());

for (const button of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll('[data-add-to-cart]'))) {
  button.addEventListener('click', () => {
    const { id = '', name = '', kind = '', price = '0', href = '' } = button.dataset;
    cart.add({ id, name, kind, price: Number(price), href });
    const told = document.querySelector('[data-added]');
    if (!told) return;
    const link = Object.assign(document.createElement('a'), { href: '/cart', textContent: 'See the cart' });
    told.replaceChildren(`${name} is in your cart. `, link);
  });
}
