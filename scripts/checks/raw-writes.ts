import { parseSync } from 'vite';

/** A place where something is kept in a browser without the register. */
export interface RawWrite {
  readonly path: string;
  readonly line: number;
  readonly what: string;
}

interface Node {
  readonly type: string;
  readonly start: number;
  readonly [field: string]: unknown;
}

/** The functions of packages/cookies whose result may become a Set-Cookie header. */
const headerMakers = new Set(['setCookieHeader', 'clearCookieHeader', 'setCookieHeaders']);

const stores = new Set(['localStorage', 'sessionStorage']);
const storeApis = new Set(['indexedDB', 'caches', 'cookieStore']);

/**
 * Finds cookies, stored values and databases that are written around the register, the source of REG2.
 *
 * Works on the syntax tree, so comments and texts do not count. Throws when the source does not parse.
 */
export function findRawWrites(path: string, source: string): RawWrite[] {
  const { program, errors } = parseSync(path, source);
  if (errors.length > 0) throw new Error(`${path}: ${errors[0]?.message}`);
  const found: RawWrite[] = [];
  const headersInOrder = new Set<Node>();
  walk(program as unknown as Node, (node) => {
    if (isHeaderFromRegister(node)) headersInOrder.add((node.arguments as Node[])[0] as Node);
    const what = headersInOrder.has(node) ? null : rawWrite(node);
    if (what !== null) found.push({ path, line: source.slice(0, node.start).split('\n').length, what });
  });
  return found;
}

function rawWrite(node: Node): string | null {
  switch (node.type) {
    case 'AssignmentExpression': {
      const target = node.left as Node;
      if (target.type !== 'MemberExpression') return null;
      if (memberName(target) === 'cookie') return 'a write to .cookie';
      const owner = lastName(target.object as Node);
      return owner !== null && stores.has(owner) ? `a write to ${owner}` : null;
    }
    case 'CallExpression': {
      const callee = node.callee as Node;
      if (callee.type !== 'MemberExpression') return null;
      const name = memberName(callee);
      if (name === 'setItem' || name === 'setCookie') return `.${name}()`;
      const owner = lastName(callee.object as Node);
      return owner !== null && storeApis.has(owner) ? `${owner}.${name}()` : null;
    }
    case 'MemberExpression':
      return memberName(node) === 'cookie' && lastName(node.object as Node) === 'document' ? 'document.cookie' : null;
    case 'Literal':
      return isSetCookie(node.value) ? 'a Set-Cookie header' : null;
    case 'TemplateElement':
      return isSetCookie((node.value as { cooked: unknown }).cooked) ? 'a Set-Cookie header' : null;
    default:
      return null;
  }
}

function isSetCookie(value: unknown): boolean {
  return typeof value === 'string' && value.toLowerCase() === 'set-cookie';
}

/** `anything('set-cookie', setCookieHeader(…))`: the header's text comes from the register. */
function isHeaderFromRegister(node: Node): boolean {
  if (node.type !== 'CallExpression') return false;
  const [name, value] = node.arguments as Node[];
  if (name === undefined || value === undefined || !isSetCookie(name.value)) return false;
  const parts = value.type === 'ArrayExpression' ? (value.elements as Node[]) : [value];
  return parts.every((part) => part.type === 'CallExpression' && headerMakers.has(lastName(part.callee as Node) ?? ''));
}

function memberName(node: Node): string | null {
  const property = node.property as Node;
  if (node.computed === true) return typeof property.value === 'string' ? property.value : null;
  return typeof property.name === 'string' ? property.name : null;
}

function lastName(node: Node): string | null {
  if (node.type === 'Identifier') return node.name as string;
  return node.type === 'MemberExpression' ? memberName(node) : null;
}

function walk(node: Node, visit: (node: Node) => void): void {
  visit(node);
  for (const value of Object.values(node)) {
    for (const child of Array.isArray(value) ? value : [value]) {
      if (child !== null && typeof child === 'object' && typeof (child as Node).type === 'string') walk(child, visit);
    }
  }
}
