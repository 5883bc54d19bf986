/** Deeper, nobody means it; the library goes as deep as it is written. More than what titles may hold of such signs. */
const mostDepth = 1_000;

/** A value, or in words why there is none. Plain data alone: no tags, no aliases, which could multiply. */
export async function parseYaml(text: string): Promise<{ value: unknown } | string> {
  if (isTooDeep(text)) return 'Its parts lie too deep in each other.';
  const { parseDocument } = await import('yaml');
  try {
    const document = parseDocument(text, { schema: 'core', version: '1.2', uniqueKeys: true, logLevel: 'error' });
    // Tags that mean nothing here are warnings to the library.
    const [error] = [...document.errors, ...document.warnings];
    if (error) return firstLine(error.message);
    const value: unknown = document.toJS({ maxAliasCount: 0 });
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return 'It has no fields.';
    return { value };
  } catch (error) {
    return firstLine((error as Error).message);
  }
}

export async function writeYaml(value: object): Promise<string> {
  const { stringify } = await import('yaml');
  return stringify(value, { schema: 'core', version: '1.2', lineWidth: 0, aliasDuplicateObjects: false });
}

/** More than it would be read as, since brackets in words count, too, but never less. */
function isTooDeep(text: string): boolean {
  let depth = 0;
  for (const sign of text) {
    if (sign === '[' || sign === '{') depth += 1;
    else if (sign === ']' || sign === '}') depth -= 1;
    if (depth > mostDepth) return true;
  }
  return /^[\s?:-]{200}/m.test(text);
}

function firstLine(message: string): string {
  return (message.split('\n')[0] ?? '').slice(0, 300);
}
