import { describe, expect, it } from 'vitest';
import { renderMarkdown } from './markdown.ts';

const html = async (markdown: string) => (await renderMarkdown(markdown, 'en')).html;

describe('Markdown', () => {
  it('[HC4] leaves raw HTML as text', async () => {
    for (const raw of ['<script>alert(1)</script>', '<img src=x onerror=alert(1)>', '<b onclick=x>', '<!-- x -->']) {
      const made = await html(`${raw}\n\nand ${raw} inside, | a |\n`);
      expect(made).not.toMatch(/<(script|img|b|!--)/);
      expect(made).toContain('&lt;');
    }
  });

  it.each([
    'javascript:alert(1)',
    'JaVaScRiPt:alert(1)',
    'java\tscript:alert(1)',
    '&#106;avascript:alert(1)',
    '&#x6A;avascript&colon;alert(1)',
    'data:text/html,<script>alert(1)</script>',
    'data:image/svg+xml;base64,PHN2Zz4=',
    'vbscript:x',
    'file:///etc/passwd',
    'blob:https://x.example/1',
    '//evil.example/x',
    'ftp://x.example',
  ])('[HC4] makes no link of %j', async (url) => {
    for (const text of [`[x](${url})`, `[x](<${url}>)`, `<${url}>`, `[x][1]\n\n[1]: ${url}`, `![x](${url})`])
      expect(await html(text)).not.toMatch(/href|src=/);
  });

  it('[HC4] links http, https, mailto and places in the help center', async () => {
    expect(await html('[a](https://x.example/?a=1&b="2")')).toContain('href="https://x.example/?a=1&amp;b=%222%22"');
    expect(await html('[a](https://x.example/)')).toContain('rel="noopener nofollow"');
    expect(await html('[a](mailto:a@b.example) [b](/en/articles/x) [c](#part)')).toMatch(
      /mailto:a@b\.example.*href="\/en\/articles\/x".*href="#part"/s,
    );
  });

  it('[HC4] shows no picture of another host', async () => {
    expect(await html('![x](https://x.example/p.png)')).not.toContain('<img');
  });

  it('[HC4] writes no style, script or event, since pages take none', async () => {
    const made = await html('| a | b |\n|:-:|--:|\n| 1 | 2 |\n\n```js\nlet x = "<";\n```\n\n> [!WARNING]\n> Mind.');
    expect(made).not.toMatch(/style=|on\w+=|<script/);
    expect(made).toContain('<th class="center">a</th>');
    expect(made).toContain('<td class="end">2</td>');
    expect(made).toContain('<pre tabindex="0"><code>let x = &quot;&lt;&quot;;');
    expect(made).toContain('<aside class="callout warning" aria-label="Warning">');
  });

  it('names callouts in the language of the text, and leaves other quotes alone', async () => {
    expect((await renderMarkdown('> [!TIP]\n> Ja.', 'de')).html).toContain('<strong>Tipp</strong>');
    expect(await html('> [!SOMETHING]\n> x')).toContain('<blockquote>');
    expect(await html('> [!NOTE]')).toContain('<aside class="callout note"');
  });

  it('begins headings below the title, gives each a name of its own, and lists them', async () => {
    const { html: made, contents } = await renderMarkdown(
      '# One\n\n## One\n\n### Häufig *gefragt*?\n\n#### Deep\n\n## 🎉',
      'de',
    );
    expect(contents).toEqual([
      { id: 'one', level: 2, title: 'One' },
      { id: 'one-2', level: 2, title: 'One' },
      { id: 'haeufig-gefragt', level: 3, title: 'Häufig gefragt?' },
      { id: 'part', level: 2, title: '🎉' },
    ]);
    expect(made).not.toContain('<h1');
  });

  it('keeps the words for the search', async () => {
    const { plain } = await renderMarkdown('## A *b*\n\n- c `d`\n\n```\ne\n```\n\n| f |\n|---|\n| g |', 'en');
    expect(plain.split(/\s+/)).toEqual(['A', 'b', 'c', 'd', 'e', 'f', 'g']);
  });

  it('[HC4] refuses what is too large', async () => {
    await expect(html('x'.repeat(5_000_000))).rejects.toMatchObject({ code: 'article_too_large' });
  });

  it.each([
    ['quotes', `${'>'.repeat(10_000)} x`],
    ['quotes with spaces', `${'> '.repeat(10_000)}x`],
    ['lists in a line', `${'- '.repeat(10_000)}x`],
    ['lists in lines', Array.from({ length: 400 }, (_, at) => `${' '.repeat(at * 2)}- x`).join('\n')],
    ['lists and quotes', Array.from({ length: 60 }, (_, at) => `${'> - '.repeat(at)}x`).join('\n')],
    ['brackets', '['.repeat(10_000)],
    ['links', '[a]('.repeat(1).concat('[['.repeat(60))],
    ['stars', `${'*'.repeat(10_000)}a`],
  ])('[HC4] refuses %s that lie too deep', async (_, text) => {
    await expect(html(text)).rejects.toMatchObject({ code: 'article_too_nested', kind: 'invalid' });
  });

  it.each([
    ['emphasis', '*a '.repeat(10_000)],
    ['mixed emphasis', '_a**b'.repeat(10_000)],
    ['backticks', `${'`'.repeat(10_000)}a`],
    ['parentheses', '('.repeat(50_000)],
    ['links that never end', '[a](x'.repeat(20_000)],
    ['rules', '---\n'.repeat(20_000)],
    ['pipes', '|'.repeat(50_000)],
    ['references', Array.from({ length: 5_000 }, (_, at) => `[${at}]: /x`).join('\n')],
  ])('[HC4] takes %s within a moment', async (_, text) => {
    const before = performance.now();
    await html(text);
    expect(performance.now() - before).toBeLessThan(3_000);
  });
});
