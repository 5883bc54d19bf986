import { darkColors, lightColors, lightShadows } from '@porchlight/design/tokens';

/**
 * The banner's sheet: a card in the corner that the chat button leaves free, on phones above the button, which stays
 * in reach. Yes and no are one rule, so that neither ever looks better. Everything is fixed, so that the page's layout
 * never shifts [LOAD2]; below the chat window.
 */
export function bannerCss(accent: string, side: 'start' | 'end'): string {
  return `
:host{all:initial;position:fixed;z-index:2147482000;inset-block-end:calc(20px + env(safe-area-inset-bottom,0px));inset-inline-${side}:20px;
font:15px/22px system-ui,sans-serif;color-scheme:light;
--bg:${lightColors['surface-raised']};--fg:${lightColors.text};--muted:${lightColors['text-muted']};--line:${lightColors.border};--edge:${lightColors['border-strong']};--focus:${lightColors.focus}}
@media (prefers-color-scheme:dark){:host{color-scheme:dark;
--bg:${darkColors['surface-raised']};--fg:${darkColors.text};--muted:${darkColors['text-muted']};--line:${darkColors.border};--edge:${darkColors['border-strong']};--focus:${darkColors.focus}}}
*{box-sizing:border-box;margin:0}
.box{inline-size:min(420px,calc(100vw - 40px));max-block-size:calc(100dvh - 40px);overflow:auto;padding:18px 18px 6px;border-radius:16px;
background:var(--bg);color:var(--fg);border:1px solid var(--line);border-block-start:3px solid ${accent};box-shadow:${lightShadows.lg}}
h2{font-size:17px;line-height:28px}
p,small{color:var(--muted)}
.pair{display:grid;grid-template-columns:1fr 1fr;gap:8px;margin-block:16px 4px}
button{font:inherit;font-weight:600;color:inherit;min-block-size:44px;padding:10px;border:1px solid var(--edge);border-radius:10px;background:none;cursor:pointer}
button:hover{border-color:var(--fg)}
.links{display:flex;flex-wrap:wrap;justify-content:space-between}
details[open],details button{inline-size:100%}details button{margin-block:8px}
summary,a{padding-block:11px;color:inherit;text-decoration:underline;cursor:pointer}
label{display:grid;grid-template-columns:20px 1fr;column-gap:12px;padding-block:8px}
input{inline-size:20px;block-size:20px;margin:1px 0;accent-color:${accent}}
small{grid-column:2;font-size:14px}
:focus-visible{outline:3px solid var(--focus);outline-offset:2px}
.live{position:absolute;clip-path:inset(50%);block-size:1px}
@media (max-width:560px){:host{inset-inline:12px;inset-block-end:calc(88px + env(safe-area-inset-bottom,0px))}
.box{inline-size:auto;max-block-size:calc(100dvh - 108px)}}
@media (prefers-reduced-motion:no-preference){.box{animation:rise .2s}@keyframes rise{from{opacity:0;transform:translateY(8px)}}}
@media print{:host{display:none}}`;
}
