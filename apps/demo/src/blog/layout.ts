import { renderDocument } from '../document.ts';
import { html } from '../html.ts';
import type { DemoInput, DemoPage, PageContent } from '../page.ts';
import { privacyChoices } from '../privacy-choices.ts';

/** Puts a page into the magazine's frame. */
export function renderBlogPage(input: DemoInput, page: PageContent, isFront = false): DemoPage {
  const name = html`<a href="/">The Evening Page</a>`;
  return renderDocument(input, page, {
    siteName: 'The Evening Page',
    styles: ['engraving.css', 'rooms.css', 'blog.css'],
    scripts: [],
    icon: 'blog.svg',
    themeColors: { light: '#ebe7f4', dark: '#151026' },
    bodyClass: isFront ? 'blog front' : 'blog',
    body: html`<header class="masthead"><div class="ears"><p>Number 41</p><p><a href="${input.shopUrl}/">Lanterna &amp; Larder</a></p></div>
${isFront ? html`<h1 class="nameplate">${name}</h1>` : html`<p class="nameplate">${name}</p>`}
<p class="motto">For the hours when the lamps are on</p></header>
<main id="main" tabindex="-1">
${page.main}
</main>
<footer class="colophon"><p>The Evening Page is written by friends of <a href="${input.shopUrl}/">Lanterna &amp; Larder</a>, set after dark, and best read there.</p>
<p>A demonstration site. The magazine itself keeps nothing in your browser. ${privacyChoices}</p></footer>`,
  });
}
