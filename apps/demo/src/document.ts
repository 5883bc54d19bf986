import { type AssetName, assetAddress } from './assets.ts';
import { html, type SafeHtml } from './html.ts';
import { type DemoInput, type DemoPage, type PageContent, pageHeaders } from './page.ts';

type Frame = {
  siteName: string;
  styles: readonly AssetName[];
  scripts: readonly AssetName[];
  icon: AssetName;
  themeColors: { light: string; dark: string };
  bodyClass: string;
  body: SafeHtml;
};

/** Puts a page into the document that both sites share: the tag's one line, own files. */
export function renderDocument(input: DemoInput, content: PageContent, frame: Frame): DemoPage {
  const { service, siteId } = input;
  const isTagged = new URL(input.path, service).searchParams.get('tag') !== 'off';
  const styles: AssetName[] = ['shared.css', ...frame.styles];
  const scripts: AssetName[] = ['page-facts.js', 'consent.js', ...frame.scripts];
  const text = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover">
<title>${content.title === frame.siteName ? content.title : `${content.title} · ${frame.siteName}`}</title>
<meta name="description" content="${content.description}">
<meta name="color-scheme" content="light dark">
<meta name="theme-color" content="${frame.themeColors.light}" media="(prefers-color-scheme: light)">
<meta name="theme-color" content="${frame.themeColors.dark}" media="(prefers-color-scheme: dark)">
<link rel="icon" type="image/svg+xml" href="${assetAddress(frame.icon)}">
${styles.map((name) => html`<link rel="stylesheet" href="${assetAddress(name)}">\n`)}${scripts.map((name) => html`<script defer src="${assetAddress(name)}"></script>\n`)}${
  isTagged
    ? html`<script async crossorigin="anonymous" src="${service}/tag/${siteId}.js"></script>
`
    : null
}</head>
<body class="${frame.bodyClass}" data-sections="${JSON.stringify(content.sections ?? [])}" data-attributes="${JSON.stringify(content.attributes ?? {})}">
<a class="skip" href="#main">Skip to content</a>
${frame.body}
</body>
</html>
`;
  return { status: content.status ?? 200, headers: pageHeaders(service), body: text.toString() };
}
