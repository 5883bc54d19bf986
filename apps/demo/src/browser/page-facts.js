// The queue of the README: calls made before the tag has come wait in it.
/** @typedef {((...call: any[]) => void) & { q?: unknown[] }} Porchlight */
const holder = /** @type {{ Porchlight?: Porchlight }} */ (/** @type {unknown} */ (window));
/** @type {Porchlight} */
const queue =
  holder.Porchlight ??
  ((...call) => {
    queue.q = [...(queue.q ?? []), call];
  });
holder.Porchlight = queue;

/** @param {...any} call */
function porchlight(...call) {
  holder.Porchlight?.(...call);
}

{
  const { sections = '[]', attributes = '{}' } = document.body.dataset;
  if (sections !== '[]') porchlight('section', JSON.parse(sections));
  if (attributes !== '{}') porchlight('attributes', JSON.parse(attributes));
}
