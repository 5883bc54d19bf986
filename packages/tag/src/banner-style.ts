import { darkColors, darkShadows, lightColors, lightShadows } from '@porchlight/design/tokens';

/**
 * The banner's sheet: a card in the corner that the chat button leaves free, on phones above the button, which stays
 * in reach. Everything is fixed, so that the page's layout never shifts [LOAD2]; below the chat window.
 */
export function bannerCss(accent: string, onAccent: string, side: 'start' | 'end'): string {
  return `
:host{all:initial;position:fixed;z-index:2147482000;inset-block-end:calc(20px + env(safe-area-inset-bottom,0px));inset-inline-${side}:20px;
font:400 15px/22px system-ui,-apple-system,'Segoe UI',Roboto,'Helvetica Neue',Arial,sans-serif;color-scheme:light;
--bg:${lightColors['surface-raised']};--fg:${lightColors.text};--muted:${lightColors['text-muted']};--line:${lightColors.border};--focus:${lightColors.focus};--shadow:${lightShadows.lg}}
@media (prefers-color-scheme:dark){:host{color-scheme:dark;--bg:${darkColors['surface-raised']};--fg:${darkColors.text};--muted:${darkColors['text-muted']};
--line:${darkColors.border};--focus:${darkColors.focus};--shadow:${darkShadows.lg}}}
*{box-sizing:border-box;margin:0}
.box{inline-size:min(420px,calc(100vw - 40px));max-block-size:calc(100vh - 40px);max-block-size:calc(100dvh - 40px);overflow:auto;overscroll-behavior:contain;padding:20px 20px 8px;border-radius:16px;
background:var(--bg);color:var(--fg);border:1px solid var(--line);box-shadow:var(--shadow);overflow-wrap:break-word}
h2{font-size:17px;line-height:24px;font-weight:650}
p{margin-block-start:6px;color:var(--muted)}
.pair{display:grid;grid-template-columns:1fr 1fr;gap:8px;margin-block-start:16px}
button,a{font:inherit;color:inherit;min-block-size:44px;cursor:pointer;-webkit-tap-highlight-color:transparent}
button{padding:10px 12px;border:1px solid transparent;border-radius:10px;background:${accent};color:${onAccent};font-weight:600}
button:hover{filter:brightness(1.08)}
.links{display:flex;flex-wrap:wrap;justify-content:space-between;column-gap:20px;margin-block-start:4px}
.links>*{padding:11px 0;border:0;background:none;color:var(--fg);font-weight:400;text-decoration:underline;text-underline-offset:3px}
.more{border-block-start:1px solid var(--line);padding-block:12px}
label{display:grid;grid-template-columns:20px 1fr;gap:0 12px;padding-block:8px;cursor:pointer}
input{inline-size:20px;block-size:20px;margin:1px 0;accent-color:${accent}}
b{font-weight:600}
small{grid-column:2;font-size:14px;line-height:20px;color:var(--muted)}
.more button{inline-size:100%;margin-block-start:8px}
:focus-visible{outline:3px solid var(--focus);outline-offset:2px}
.box:focus{outline:0}
[hidden]{display:none}
.live{position:absolute;inline-size:1px;block-size:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
@media (max-width:560px){:host{inset-inline:12px;inset-block-end:calc(88px + env(safe-area-inset-bottom,0px))}
.box{inline-size:auto;max-block-size:calc(100vh - 108px);max-block-size:calc(100dvh - 108px);padding:16px 16px 4px}}
@media (prefers-reduced-motion:no-preference){.box{animation:rise .22s ease-out}@keyframes rise{from{opacity:0;transform:translateY(8px)}}}
@media print{:host{display:none}}`;
}
