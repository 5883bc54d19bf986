import { type Attributes, limits } from '@porchlight/protocol';

/** Cuts a text to a limit of the wire. */
export function cut(text: string, maxChars: number): string {
  return text.slice(0, maxChars);
}

/** What a page calls sections: one text or a list, cleaned to the limits of the wire. */
export function cleanList(value: unknown): string[] {
  return (Array.isArray(value) ? value : value == null ? [] : [value])
    .slice(0, limits.sectionsPerPage)
    .map((item) => cut(`${item}`, 120));
}

/** What a page calls attributes: only plain values are kept, cut to the limits of the wire. */
export function cleanAttributes(value: unknown): Attributes {
  const attributes: Attributes = {};
  for (const [name, item] of Object.entries(value ?? {}).slice(-limits.attributesPerPage)) {
    if (typeof item === 'string') attributes[cut(name, 80)] = cut(item, limits.attributeChars);
    else if (item === null || typeof item === 'boolean' || Number.isFinite(item)) attributes[cut(name, 80)] = item;
  }
  return attributes;
}
