// [HC26] Suggests articles beneath the search field: the combobox of the ARIA Authoring Practices, whose list is chosen
// from by hand. Without it the form is sent as it is. Served without its comments, by `search-script.ts`.

const field = /** @type {HTMLInputElement | null} */ (document.querySelector('input[data-suggest]'));
if (field) suggestFor(field);

/** @param {HTMLInputElement} input */
function suggestFor(input) {
  const list = document.createElement('ul');
  const status = document.createElement('p');
  let at = -1;
  let timer = 0;
  let asked = new AbortController();

  /** @param {Element} element @param {Record<string, string>} attributes */
  const set = (element, attributes) => {
    for (const name in attributes) element.setAttribute(name, attributes[name] ?? '');
  };
  set(list, { id: 'suggestions', role: 'listbox', 'aria-label': input.dataset.list ?? '' });
  set(status, { role: 'status', class: 'hidden' });
  set(input, { role: 'combobox', 'aria-autocomplete': 'list', 'aria-controls': 'suggestions' });
  input.after(list, status);

  /** @param {number} to */
  const choose = (to) => {
    list.children[at]?.setAttribute('aria-selected', 'false');
    at = to;
    const option = list.children[at];
    option?.setAttribute('aria-selected', 'true');
    option?.scrollIntoView({ block: 'nearest' });
    set(input, { 'aria-activedescendant': option?.id ?? '' });
  };

  /** @param {{ path: string, title: string, lang: string, dir: string }[]} suggestions @param {string} said */
  const show = (suggestions, said) => {
    list.replaceChildren(
      ...suggestions.map(({ path, title, lang, dir }, index) => {
        const option = document.createElement('li');
        set(option, { id: `suggestion-${index}`, role: 'option', 'aria-selected': 'false', lang, dir });
        option.textContent = title;
        // Where the pointer goes down, the field would lose the focus, and the list with it.
        option.onpointerdown = (event) => event.preventDefault();
        option.onclick = () => location.assign(path);
        return option;
      }),
    );
    list.hidden = suggestions.length === 0;
    status.textContent = said;
    set(input, { 'aria-expanded': `${!list.hidden}` });
    choose(-1);
  };

  const close = () => {
    clearTimeout(timer);
    asked.abort();
    show([], '');
  };
  close();

  const ask = async () => {
    asked = new AbortController();
    const { signal } = asked;
    try {
      const answer = await fetch(`${input.dataset.suggest}?q=${encodeURIComponent(input.value.trim())}`, { signal });
      const { suggestions, said } = await answer.json();
      if (!signal.aborted) show(suggestions ?? [], said ?? '');
    } catch {
      if (!signal.aborted) close();
    }
  };

  input.onblur = close;
  input.oninput = () => {
    clearTimeout(timer);
    asked.abort();
    if (input.value.trim().length > 1) timer = window.setTimeout(ask, 150);
    else close();
  };
  input.onkeydown = (event) => {
    const { key } = event;
    const count = list.children.length;
    if (count === 0 || event.isComposing || event.altKey || event.ctrlKey || event.metaKey) return;
    if (key === 'ArrowDown') choose(at + 1 < count ? at + 1 : -1);
    else if (key === 'ArrowUp') choose(at < 0 ? count - 1 : at - 1);
    else if (key === 'Enter' && at >= 0) /** @type {HTMLElement} */ (list.children[at]).click();
    else if (key === 'Escape') close();
    else {
      if (/^(Arrow|Home|End)/.test(key)) choose(-1);
      return;
    }
    event.preventDefault();
  };
}
