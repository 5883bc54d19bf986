import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

const tokens = readFileSync(new URL('../../../../packages/design/src/tokens.css', import.meta.url), 'utf8');

/** The style of articles and what leads to them: the shared tokens and its own, by logical properties for both directions. */
export const articleStyle = `${tokens}
*, ::before, ::after { box-sizing: border-box; }
html { scroll-padding-top: 1rem; }
body { margin: 0; min-height: 100vh; display: flex; flex-direction: column; background: var(--pl-color-surface); color: var(--pl-color-text); font: 1.0625rem/1.65 var(--pl-font-sans); overflow-wrap: break-word; }
.wide { max-width: 66rem; margin-inline: auto; padding-inline: 1.25rem; }
.narrow { max-width: 44rem; }
main { flex: 1; padding-block: 2rem 4rem; outline: 0; }
main:has(> .hero) { padding-block-start: 0; }
h1 { font-size: clamp(1.7rem, 1.3rem + 2vw, 2.3rem); line-height: 1.2; margin: .25rem 0 1rem; text-wrap: balance; letter-spacing: -.01em; }
h2 { font-size: 1.3rem; line-height: 1.3; margin: 2.5rem 0 .75rem; text-wrap: balance; }
h3 { font-size: 1.08rem; margin: 1.75rem 0 .5rem; }
a { color: var(--pl-color-accent-text); text-underline-offset: .18em; text-decoration-thickness: 1px; }
a:hover { text-decoration-thickness: 2px; }
:focus-visible { outline: 3px solid var(--pl-color-focus); outline-offset: 2px; border-radius: 4px; }
.skip { position: absolute; inset-block-start: -4rem; inset-inline-start: 1rem; background: var(--pl-color-surface-raised); padding: .75rem 1rem; z-index: 2; }
.skip:focus { inset-block-start: .5rem; }
.hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
.muted { color: var(--pl-color-text-muted); }
.mark { display: inline-block; font-size: .8rem; line-height: 1.4; padding: .1rem .5rem; border-radius: 99px; background: var(--pl-color-surface-sunken); color: var(--pl-color-text-muted); border: 1px solid var(--pl-color-border); }
.top { border-block-end: 1px solid var(--pl-color-border); background: var(--pl-color-surface-raised); }
.bar { display: flex; align-items: center; gap: .75rem 1rem; min-height: 4rem; padding-block: .6rem; flex-wrap: wrap; }
.ways ul, .bottom ul { list-style: none; margin-block: 0; padding-block: 0; display: flex; flex-wrap: wrap; gap: 0 1.5rem; }
.ways a { display: flex; align-items: center; min-height: 2.75rem; color: inherit; text-decoration: none; border-block: 2px solid transparent; }
.ways a:hover { border-block-end-color: var(--pl-color-border-strong); } .ways a[aria-current] { border-block-end-color: var(--pl-color-accent); font-weight: 600; }
.brand { margin-inline-end: auto; color: inherit; text-decoration: none; padding-block: .5rem; }
.brand span { color: var(--pl-color-text-muted); margin-inline-start: .35rem; }
/* A logo has a height, whatever its picture has. */
.logo { display: block; block-size: 2.25rem; inline-size: auto; max-inline-size: min(14rem, 50vw); object-fit: contain; }
.brand:has(.logo) { display: flex; align-items: center; gap: .35rem; }
.hero { background: var(--pl-color-accent-soft); padding-block: clamp(2.5rem, 6vw, 4.5rem); margin-block-end: .5rem; }
.hero .wide { max-width: 46rem; } .hero h1 { text-align: center; margin-block-end: 1.5rem; }
.search { display: flex; gap: .5rem; position: relative; }
.search input { flex: 1; min-width: 0; font: inherit; font-size: 1rem; color: inherit; background: var(--pl-color-surface-raised); border: 1px solid var(--pl-color-border-strong); border-radius: 10px; padding: .5rem .85rem; min-height: 2.75rem; }
.search.small { flex: 0 1 25rem; min-width: 0; }
.search.large input { min-height: 3.25rem; font-size: 1.0625rem; }
.search ul { position: absolute; inset-inline: 0; inset-block-start: calc(100% + .35rem); z-index: 3; max-height: min(24rem, 70vh); overflow-y: auto; list-style: none; margin: 0; padding: .35rem; text-align: start; background: var(--pl-color-surface-raised); border: 1px solid var(--pl-color-border-strong); border-radius: 12px; box-shadow: var(--pl-shadow-lg); }
.search ul[hidden] { display: none; }
.search li { display: flex; align-items: center; min-height: 2.75rem; padding: .4rem .75rem; border-radius: 8px; font-size: 1rem; line-height: 1.4; cursor: pointer; }
.search li:hover { background: var(--pl-color-surface-hover); }
.search li[aria-selected=true] { background: var(--pl-color-accent-soft); box-shadow: inset 0 0 0 2px var(--pl-color-accent); }
.search input::placeholder { color: var(--pl-color-text-muted); opacity: 1; }
button { font: inherit; font-size: 1rem; font-weight: 600; min-height: 2.75rem; padding: .5rem 1.1rem; border-radius: 10px; border: 1px solid transparent; background: var(--pl-color-accent); color: var(--pl-color-on-accent); cursor: pointer; }
button:hover { background: var(--pl-color-accent-hover); }
.languages { position: relative; }
summary { cursor: pointer; min-height: 2.75rem; display: flex; align-items: center; gap: .4rem; }
summary::after { content: ''; width: .45em; height: .45em; border: solid currentColor; border-width: 0 1.5px 1.5px 0; rotate: 45deg; margin-block-start: -.25em; }
summary::-webkit-details-marker { display: none; }
.languages ul { position: absolute; inset-inline-end: 0; z-index: 2; list-style: none; margin: 0; padding: .35rem; min-width: 10rem; background: var(--pl-color-surface-raised); border: 1px solid var(--pl-color-border); border-radius: 12px; box-shadow: var(--pl-shadow-lg); }
.languages a { display: block; padding: .55rem .75rem; border-radius: 8px; text-decoration: none; color: inherit; }
.languages a:hover { background: var(--pl-color-surface-hover); } .languages a[aria-current] { font-weight: 600; }
.topics { list-style: none; padding: 0; margin: 1rem 0 2rem; display: grid; gap: 1rem; grid-template-columns: repeat(auto-fill, minmax(min(100%, 17rem), 1fr)); }
.card { position: relative; padding: 1.25rem 1.35rem; border: 1px solid var(--pl-color-border); border-radius: 14px; background: var(--pl-color-surface-raised); }
.card:hover { border-color: var(--pl-color-border-strong); }
.card h3 { margin: 0 0 .35rem; } .card p { margin: 0 0 .35rem; text-align: match-parent; } .card a { text-decoration: none; }
.card a::after { content: ''; position: absolute; inset: 0; border-radius: 14px; }
.card .muted { font-size: .92rem; }
.articles { list-style: none; padding: 0; margin: 1rem 0; max-width: 46rem; }
.articles li { padding-block: .9rem; border-block-end: 1px solid var(--pl-color-border); }
.articles li:last-child { border: 0; } .articles a { font-weight: 600; } .articles p { margin: .15rem 0 0; font-size: .96rem; line-height: 1.55; }
mark { background: var(--pl-color-glow-soft); color: var(--pl-color-glow-text); border-radius: 3px; padding-inline: .1em; font-weight: 600; }
.crumbs ol { list-style: none; display: flex; flex-wrap: wrap; gap: .15rem .5rem; padding: 0; margin: 0 0 1rem; font-size: .95rem; }
.crumbs li + li::before { content: '/'; margin-inline-end: .5rem; color: var(--pl-color-text-muted); }
.follow { display: inline-block; padding-block: .4rem; } time + .follow { margin-inline-start: 1rem; }
.lead { font-size: 1.15rem; color: var(--pl-color-text-muted); margin-block-start: 0; max-width: 42rem; }
.fallback { background: var(--pl-color-note-soft); color: var(--pl-color-note-text); border: 1px solid var(--pl-color-note-border); border-radius: 10px; padding: .65rem .9rem; max-width: 44rem; }
.reading { display: grid; grid-template-columns: minmax(0, 44rem) minmax(0, 1fr); gap: 3.5rem; }
.contents { font-size: .95rem; } .contents ol { list-style: none; padding: 0; margin: 0; } .contents li { padding-block: .3rem; }
.contents .level3 { padding-inline-start: 1rem; } .contents a { text-decoration: none; } .contents a:hover { text-decoration: underline; }
.contents.large { position: sticky; inset-block-start: 1.5rem; align-self: start; border-inline-start: 2px solid var(--pl-color-border); padding-inline-start: 1.1rem; margin-block-start: .75rem; }
.contents.large p { margin: 0 0 .35rem; font-weight: 600; }
.contents.small { display: none; border: 1px solid var(--pl-color-border); border-radius: 10px; padding-inline: .9rem; margin-block-end: 1.25rem; background: var(--pl-color-surface-raised); }
.contents.small ol { padding-block-end: .75rem; }
.prose > :first-child { margin-block-start: 0; }
.prose h2, .prose h3 { scroll-margin-top: 1rem; }
.prose li { margin-block: .3rem; } .prose ul, .prose ol { padding-inline-start: 1.5rem; }
.prose img { display: block; max-width: 100%; height: auto; border-radius: 10px; }
.prose blockquote { margin: 1.25rem 0; padding-inline-start: 1rem; border-inline-start: 3px solid var(--pl-color-border-strong); color: var(--pl-color-text-muted); }
code { font: .9em/1.5 var(--pl-font-mono); background: var(--pl-color-surface-sunken); border-radius: 5px; padding: .12em .35em; direction: ltr; unicode-bidi: isolate; }
pre { direction: ltr; text-align: left; overflow-x: auto; background: var(--pl-color-surface-sunken); border: 1px solid var(--pl-color-border); border-radius: 12px; padding: 1rem 1.1rem; } pre code { background: none; padding: 0; font-size: .88rem; }
.scroll { overflow-x: auto; margin-block: 1.25rem; border: 1px solid var(--pl-color-border); border-radius: 12px; }
table { border-collapse: collapse; width: 100%; font-size: .96rem; } th, td { text-align: start; vertical-align: top; padding: .6rem .9rem; border-block-end: 1px solid var(--pl-color-border); }
th { background: var(--pl-color-surface-sunken); font-weight: 600; } tr:last-child td { border-block-end: 0; } .center { text-align: center; } .end { text-align: end; }
.callout { margin: 1.5rem 0; padding: .9rem 1.1rem; border-radius: 12px; border: 1px solid var(--pl-color-border); border-inline-start: 4px solid var(--pl-color-accent); background: var(--pl-color-accent-soft); }
.callout > :first-child { margin-block-start: 0; } .callout > :last-child { margin-block-end: 0; }
.callout.tip { border-inline-start-color: var(--pl-color-success); background: var(--pl-color-success-soft); }
.callout.warning, .callout.important { border-inline-start-color: var(--pl-color-warning); background: var(--pl-color-warning-soft); }
.callout.caution { border-inline-start-color: var(--pl-color-danger); background: var(--pl-color-danger-soft); }
.vote { margin-block-start: 2.5rem; padding: 1.25rem 1.35rem; border: 1px solid var(--pl-color-border); border-radius: 14px; background: var(--pl-color-surface-raised); max-width: 44rem; }
.vote h2 { margin: 0 0 .75rem; font-size: 1.1rem; } .vote p { margin: .75rem 0 0; }
.vote button { min-width: 5.5rem; background: transparent; color: var(--pl-color-accent-text); border-color: var(--pl-color-border-strong); }
.vote button:hover { background: var(--pl-color-surface-hover); }
.vote button[aria-pressed=true] { background: var(--pl-color-accent); color: var(--pl-color-on-accent); border-color: transparent; }
.reason { margin-block-start: 1.25rem; padding-block-start: 1.25rem; border-block-start: 1px solid var(--pl-color-border); }
.reason fieldset { border: 0; margin: 0 0 1rem; padding: 0; } .reason legend, .reason > label { font-weight: 600; padding: 0; }
.reason fieldset label { display: flex; align-items: center; gap: .6rem; min-height: 2.75rem; cursor: pointer; }
.reason input { width: 1.2rem; height: 1.2rem; margin: 0; flex: none; accent-color: var(--pl-color-accent); }
.reason p.muted { margin: .1rem 0 .4rem; font-size: .92rem; }
.reason textarea { display: block; width: 100%; font: inherit; font-size: 1rem; color: inherit; background: var(--pl-color-surface); border: 1px solid var(--pl-color-border-strong); border-radius: 10px; padding: .6rem .85rem; margin-block-end: .9rem; resize: vertical; }
.comments { margin-block-start: 2.5rem; max-width: 44rem; }
.comments h2 .muted { font-weight: 400; font-size: 1rem; margin-inline-start: .35rem; }
.threads, .answers { list-style: none; padding: 0; margin: 1rem 0; }
.thread { padding-block: 1.1rem; border-block-start: 1px solid var(--pl-color-border); }
.answers { margin-block: .9rem 0; border-inline-start: 2px solid var(--pl-color-border); padding-inline-start: 1rem; display: grid; gap: 1rem; }
.comment:target { background: var(--pl-color-glow-soft); border-radius: 8px; box-shadow: 0 0 0 .5rem var(--pl-color-glow-soft); }
.comment .by { margin: 0 0 .3rem; display: flex; flex-wrap: wrap; align-items: baseline; gap: .15rem .6rem; }
.comment .by .muted { font-size: .92rem; }
.comment .by a { color: var(--pl-color-text-muted); font-size: .92rem; text-decoration: none; } .comment .by a:hover { text-decoration: underline; }
.comment .text p { margin: .4rem 0; white-space: pre-line; } .comment .acts { margin: .25rem 0 0; display: flex; flex-wrap: wrap; gap: .1rem 1.1rem; font-size: .95rem; }
.comment .acts > * { padding-block: .5rem; } .mark.team { background: var(--pl-color-accent-soft); color: var(--pl-color-accent-text); border-color: transparent; }
.comment .pending { background: var(--pl-color-note-soft); color: var(--pl-color-note-text); border: 1px solid var(--pl-color-note-border); border-radius: 8px; padding: .4rem .7rem; margin: .4rem 0; font-size: .95rem; }
.onward { display: flex; flex-wrap: wrap; gap: .25rem 1.5rem; align-items: center; } .onward a { padding-block: .5rem; }
.act { display: inline-flex; align-items: center; min-height: 2.75rem; padding-inline: 1.1rem; border: 1px solid var(--pl-color-border-strong); border-radius: 10px; font-weight: 600; text-decoration: none; background: var(--pl-color-surface-raised); } .act:hover { background: var(--pl-color-surface-hover); }
.bottom { border-block-start: 1px solid var(--pl-color-border); padding-block: 1.5rem; font-size: .95rem; }
.bottom a { display: inline-block; padding-block: .4rem; }
@media (max-width: 60rem) { .reading { display: block; } .contents.large { display: none; } .contents.small { display: block; } }
@media (max-width: 40rem) { body { font-size: 1rem; } .search.small { order: 3; flex: 1 0 100%; } .top .brand span { display: none; } main { padding-block-start: 1.25rem; } }
@media print { .top, .bottom, .vote, .contents, .skip { display: none; } }
`;

/** Its path changes with it, so that browsers may keep it for ever. */
export const stylePath = `/style/articles-${createHash('sha256').update(articleStyle).digest('hex').slice(0, 10)}.css`;
