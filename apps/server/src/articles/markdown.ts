import { type HelpLanguage, limits } from '@porchlight/protocol';
import type { MarkdownIt, Token } from 'markdown-it';
import type { ShownImage } from '../article-images/index.ts';
import { appError } from '../platform/errors/index.ts';
import { html, SafeHtml } from '../platform/html/index.ts';
import { slugOf } from './slugs.ts';

export type Heading = { id: string; level: 2 | 3; title: string };

/** What an article's Markdown becomes: made once, when it is saved. */
export type Rendered = { html: string; contents: Heading[]; plain: string };

/** The look of a callout, and what it is called. */
const callouts = ['note', 'tip', 'important', 'warning', 'caution'] as const;
type Callout = (typeof callouts)[number];

const calloutNames: Record<HelpLanguage, Record<Callout, string>> = {
  en: { note: 'Note', tip: 'Tip', important: 'Important', warning: 'Warning', caution: 'Caution' },
  de: { note: 'Hinweis', tip: 'Tipp', important: 'Wichtig', warning: 'Warnung', caution: 'Vorsicht' },
  fr: { note: 'Note', tip: 'Astuce', important: 'Important', warning: 'Avertissement', caution: 'Attention' },
  es: { note: 'Nota', tip: 'Consejo', important: 'Importante', warning: 'Advertencia', caution: 'Precaución' },
  ar: { note: 'ملاحظة', tip: 'نصيحة', important: 'مهم', warning: 'تحذير', caution: 'تنبيه' },
};
const tableNames: Record<HelpLanguage, string> = { en: 'Table', de: 'Tabelle', fr: 'Tableau', es: 'Tabla', ar: 'جدول' };

let parser: Promise<MarkdownIt> | null = null;

/** The library is loaded where somebody writes; an idle process does without. */
function loadParser(): Promise<MarkdownIt> {
  parser ??= import('markdown-it').then(({ default: markdownIt }) => {
    const md = markdownIt({ html: false, linkify: false, typographer: false });
    md.validateLink = isSafeLink;
    // One deeper than what is allowed, so that what lies too deep is seen rather than left out.
    md.set({ maxNesting: limits.articleDepth * 3 });
    md.renderer.rules.image = (tokens, at) => imageHtml(tokens[at]);
    md.renderer.rules.table_open = (tokens, at) =>
      String(
        html`<div class="scroll" role="region" tabindex="0" aria-label="${String(tokens[at]?.meta?.label ?? '')}"><table>`,
      );
    md.renderer.rules.table_close = () => '</table></div>\n';
    // Long lines move by themselves, by keyboard too.
    const code = (text: string) => String(html`<pre tabindex="0"><code>${text}</code></pre>\n`);
    md.renderer.rules.fence = (tokens, at) => code(tokens[at]?.content ?? '');
    md.renderer.rules.code_block = (tokens, at) => code(tokens[at]?.content ?? '');
    return md;
  });
  return parser;
}

/** Web and mail addresses, and places in this help center; nothing that runs or holds content itself. */
function isSafeLink(url: string): boolean {
  const text = url.trim();
  if (/^(https?:\/\/|mailto:)/i.test(text)) return true;
  return /^[/#?]/.test(text) && !/^\/[/\\]/.test(text);
}

/** Looks up the images that addresses in the text name; what it does not answer with is not shown. */
export type FindImages = (addresses: readonly string[]) => Promise<ReadonlyMap<string, ShownImage>>;

/**
 * [HC4] Makes an article's HTML of its Markdown: raw HTML stays text, links are http, https and mailto alone, images are
 * those that `findImages` knows. Throws `article_too_large` and `article_too_nested`.
 */
export async function renderMarkdown(
  markdown: string,
  language: HelpLanguage,
  findImages: FindImages = async () => new Map(),
): Promise<Rendered> {
  if (markdown.length > limits.articleChars)
    throw appError(
      'article_too_large',
      `The text has ${markdown.length} characters; ${limits.articleChars} fit into one article. Make two of it.`,
    );
  assertDepth(markdown);
  const md = await loadParser();
  const tokens = md.parse(markdown, {});
  for (const token of tokens) {
    if (token.level > limits.articleDepth) throw tooNested();
    for (const child of token.children ?? []) if (child.level > limits.articleDepth) throw tooNested();
  }
  const contents = nameHeadings(tokens);
  markCallouts(tokens, language);
  markLinks(tokens);
  nameTables(tokens, language);
  await markImages(tokens, findImages);
  return { html: md.renderer.render(tokens, md.options, {}), contents, plain: plainOf(tokens) };
}

function tooNested() {
  return appError(
    'article_too_nested',
    `Lists, quotes or emphasis lie more than ${limits.articleDepth} deep in each other. Make the text flatter.`,
  );
}

/** Before it is parsed: the parser leaves out what lies too deep, and takes its time with it. */
function assertDepth(markdown: string): void {
  for (const line of markdown.split('\n')) {
    const lead = /^[\s>*+\-\d.)]*/.exec(line)?.[0] ?? '';
    const marks = lead.match(/>|[*+-](?=\s)|\d[.)](?=\s)/g)?.length ?? 0;
    // A rule is one thing, however many signs it has.
    if (marks > limits.articleDepth && !/^\s*([*_-])(\s*\1)+\s*$/.test(line)) throw tooNested();
    if (/([[*_~])\1{199}/.test(line) && !/^\s*([*_~-])\1*\s*$/.test(line)) throw tooNested();
    let depth = 0;
    for (const sign of line) {
      if (sign === '[') depth += 1;
      else if (sign === ']') depth -= 1;
      if (depth > limits.articleDepth) throw tooNested();
    }
  }
}

/** Headings begin below the article's own title, and each has a name to be linked to. */
function nameHeadings(tokens: Token[]): Heading[] {
  const used = new Set<string>();
  const found: Heading[] = [];
  tokens.forEach((token, at) => {
    if (token.type !== 'heading_open' && token.type !== 'heading_close') return;
    const level = Math.min(6, Math.max(2, Number(token.tag.slice(1))));
    token.tag = `h${level}`;
    if (token.type === 'heading_close') return;
    const title = textOf(tokens[at + 1]?.children ?? []);
    const base = slugOf(title) || 'part';
    let id = base;
    for (let count = 2; used.has(id); count += 1) id = `${base}-${count}`;
    used.add(id);
    token.attrSet('id', id);
    if (level === 2 || level === 3) found.push({ id, level, title });
  });
  return found;
}

/** `> [!NOTE]` at the begin of a quote makes a callout of it, as on GitHub. */
function markCallouts(tokens: Token[], language: HelpLanguage): void {
  const open: (Callout | null)[] = [];
  tokens.forEach((token, at) => {
    if (token.type === 'blockquote_open') {
      const inline = tokens[at + 2];
      const first = inline?.type === 'inline' ? inline.children?.[0] : undefined;
      const name = /^\[!([A-Za-z]+)\]\s*$/.exec(first?.content ?? '')?.[1]?.toLowerCase();
      const kind = callouts.find((one) => one === name) ?? null;
      open.push(kind);
      if (!kind || !first || !inline?.children) return;
      token.tag = 'aside';
      token.attrSet('class', `callout ${kind}`);
      const label = calloutNames[language][kind];
      token.attrSet('aria-label', label);
      first.content = label;
      // The name stands alone in its line, in bold.
      const rest = inline.children.slice(1);
      if (rest[0]?.type === 'softbreak') rest.shift();
      const strong = (type: string, nesting: 1 | -1) =>
        Object.assign(Object.create(Object.getPrototypeOf(first)), first, {
          type,
          nesting,
          tag: 'strong',
          content: '',
        });
      const hardbreak = Object.assign(Object.create(Object.getPrototypeOf(first)), first, {
        type: 'hardbreak',
        tag: 'br',
        content: '',
      });
      inline.children = [
        strong('strong_open', 1),
        first,
        strong('strong_close', -1),
        ...(rest.length > 0 ? [hardbreak, ...rest] : []),
      ];
    } else if (token.type === 'blockquote_close' && open.pop()) token.tag = 'aside';
  });
}

/** Pages of others do not learn which article led to them, and give no weight to what is linked. */
function markLinks(tokens: Token[]): void {
  for (const token of tokens)
    for (const child of token.children ?? [])
      if (child.type === 'link_open' && /^https?:/i.test(String(child.attrGet('href'))))
        child.attrSet('rel', 'noopener nofollow');
}

/** [HC22] Gives each image what its address stands for, or nothing, so that it is not shown. */
async function markImages(tokens: readonly Token[], findImages: FindImages): Promise<void> {
  const images = tokens.flatMap(({ children }) => (children ?? []).filter(({ type }) => type === 'image'));
  const sourceOf = (image: Token) => String(image.attrGet('src') ?? '');
  const known = images.length > 0 ? await findImages(images.map(sourceOf)) : new Map<string, ShownImage>();
  for (const image of images) image.meta = { shown: known.get(sourceOf(image)) ?? null };
}

/** How wide the column of text is at most, and what is left beside it on a phone. */
const imageSizes = '(min-width: 47rem) 44rem, calc(100vw - 2.5rem)';

function imageHtml(image: Token | undefined): string {
  const alt = textOf(image?.children ?? []);
  const shown = (image?.meta as { shown: ShownImage | null } | undefined)?.shown;
  const last = shown?.variants.at(-1);
  // An image of elsewhere would tell there who reads what; its words are left.
  if (!shown || !last) return String(html`${alt}`);
  const source = (file: string) => `${shown.path}/${file}`;
  const modern = shown.variants.filter(({ type }) => type === 'image/webp');
  const set = modern.map(({ file, width }) => `${source(file)} ${width}w`).join(', ');
  const shape = html`width="${last.width}" height="${last.height}" alt="${alt}" loading="lazy" decoding="async"`;
  if (last.type === 'image/webp')
    return String(html`<img src="${source(last.file)}" srcset="${set}" sizes="${imageSizes}" ${shape}>`);
  return String(
    html`<picture><source type="image/webp" srcset="${set}" sizes="${imageSizes}"><img src="${source(last.file)}" ${shape}></picture>`,
  );
}

/** A table that is wider than the page moves in a frame of its own, by keyboard too. */
function nameTables(tokens: Token[], language: HelpLanguage): void {
  for (const token of tokens) {
    if (token.type === 'table_open') token.meta = { label: tableNames[language] };
    // Pages take no styles but those of the style sheet.
    const style = token.type === 'th_open' || token.type === 'td_open' ? String(token.attrGet('style') ?? '') : '';
    if (style)
      token.attrs = [['class', style.endsWith('right') ? 'end' : style.endsWith('center') ? 'center' : 'start']];
  }
}

function textOf(children: readonly Token[]): string {
  return children
    .map((child) => (child.type === 'softbreak' || child.type === 'hardbreak' ? ' ' : child.content))
    .join('')
    .trim();
}

/** The words of a text without its signs, for the search. */
function plainOf(tokens: readonly Token[]): string {
  return tokens
    .flatMap((token) =>
      token.type === 'inline'
        ? [textOf(token.children ?? [])]
        : token.type === 'fence' || token.type === 'code_block'
          ? [token.content]
          : [],
    )
    .join('\n')
    .replace(/[^\S\n]+/g, ' ')
    .trim();
}

/** HTML that `renderMarkdown` made, for a page. */
export function trustRendered(rendered: string): SafeHtml {
  return new SafeHtml(rendered);
}
