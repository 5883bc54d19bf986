/** HTML that is safe to send: made by `html` alone. */
export class SafeHtml {
  readonly #text: string;
  constructor(text: string) {
    this.#text = text;
  }
  toString(): string {
    return this.#text;
  }
}

export type Part = SafeHtml | string | number | null | readonly Part[];

/** Builds HTML from a template; every value is escaped unless `html` made it. Lists are joined, null is nothing. */
export function html(strings: TemplateStringsArray, ...parts: Part[]): SafeHtml {
  return new SafeHtml(strings.map((text, at) => text + (at < parts.length ? write(parts[at] ?? null) : '')).join(''));
}

function write(part: Part): string {
  if (part === null) return '';
  if (part instanceof SafeHtml) return part.toString();
  if (typeof part === 'object') return part.map(write).join('');
  return String(part).replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
