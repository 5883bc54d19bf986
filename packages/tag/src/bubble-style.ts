import { darkColors, darkShadows, lightColors, lightShadows } from '@porchlight/design/tokens';

/** `dir`: of the words; the button's side follows the page. */
export type BubbleLook = { accent: string; onAccent: string; position: 'start' | 'end'; dir: 'ltr' | 'rtl' };

/**
 * The bubble's sheet. Lengths are in px, since `rem` would follow the page's root; sides are logical, so that a
 * right-to-left page mirrors it; everything is fixed, so that the page's layout never shifts [LOAD2].
 */
export function bubbleCss({ accent, onAccent, position, dir }: BubbleLook): string {
  const side = `inset-inline-${position}`;
  return `
:host{all:initial;position:fixed;z-index:2147483000;inset-block-end:calc(20px + env(safe-area-inset-bottom,0px));${side}:20px;
font:400 15px/22px system-ui,-apple-system,'Segoe UI',Roboto,'Helvetica Neue',Arial,sans-serif;color-scheme:light;
--bg:${lightColors['surface-raised']};--fg:${lightColors.text};--muted:${lightColors['text-muted']};--line:${lightColors.border};
--hover:${lightColors['surface-hover']};--focus:${lightColors.focus};--shadow:${lightShadows.lg}}
@media (prefers-color-scheme:dark){:host{color-scheme:dark;--bg:${darkColors['surface-raised']};--fg:${darkColors.text};--muted:${darkColors['text-muted']};
--line:${darkColors.border};--hover:${darkColors['surface-hover']};--focus:${darkColors.focus};--shadow:${darkShadows.lg}}}
@media print{:host{display:none}}
*{box-sizing:border-box}.panel>*,.card>*{direction:${dir}}
button{font:inherit;color:inherit;border:0;background:none;margin:0;padding:0;cursor:pointer;-webkit-tap-highlight-color:transparent}
:focus-visible{outline:3px solid var(--focus);outline-offset:3px;box-shadow:0 0 0 3px var(--bg)}
svg{display:block;fill:none;stroke:currentColor;stroke-width:2;stroke-linecap:round;stroke-linejoin:round}
.launch{position:relative;display:grid;place-items:center;inline-size:56px;block-size:56px;border-radius:50%;background:${accent};color:${onAccent};
border:1px solid transparent;box-shadow:0 2px 6px #0003,0 8px 24px #0003;transition:transform .16s ease-out}
.launch:focus-visible{box-shadow:0 0 0 3px var(--bg),0 8px 24px #0003}
.launch:hover{transform:scale(1.05)}.launch:active{transform:scale(.96)}
.launch svg{grid-area:1/1;inline-size:26px;block-size:26px;transition:opacity .16s,transform .16s}
.launch svg+svg{opacity:0;transform:rotate(-45deg)}
.open .launch svg{opacity:0;transform:rotate(45deg)}.open .launch svg+svg{opacity:1;transform:none}
.badge{position:absolute;inset-block-start:-4px;inset-inline-end:-4px;min-inline-size:22px;block-size:22px;padding-inline:6px;border-radius:11px;
background:#b3261e;color:#fff;border:2px solid var(--bg);font-size:12px;line-height:18px;font-weight:700;text-align:center;font-variant-numeric:tabular-nums}
[hidden]{display:none!important}
.panel,.card{position:absolute;inset-block-end:72px;${side}:0;background:var(--bg);color:var(--fg);border:1px solid var(--line);box-shadow:var(--shadow);
transition:opacity .18s,transform .18s,visibility .18s;transform-origin:100% 100%}
.panel{inline-size:min(400px,calc(100vw - 40px));block-size:min(680px,calc(100vh - 112px));block-size:min(680px,calc(100dvh - 112px));border-radius:16px;overflow:hidden;
overscroll-behavior:contain;visibility:hidden;opacity:0;transform:translateY(12px)}
.open .panel{visibility:visible;opacity:1;transform:none}
iframe{position:absolute;inset:0;inline-size:100%;block-size:100%;border:0;opacity:0;transition:opacity .18s;background:none}
.ready iframe{opacity:1}
.wait{position:absolute;inset:0;display:grid;place-content:center;justify-items:center;gap:16px;padding:32px;text-align:center;color:var(--muted)}
.ready .wait{visibility:hidden}
.spin{inline-size:28px;block-size:28px;border-radius:50%;border:3px solid var(--line);border-block-start-color:${accent};animation:turn .9s linear infinite}
@keyframes turn{to{transform:rotate(1turn)}}
.action{min-block-size:44px;padding-inline:18px;border-radius:10px;font-weight:600;border:1px solid var(--line)}
.action:hover{background:var(--hover)}
.live{position:absolute;inline-size:1px;block-size:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
@media (max-width:480px){
.panel{position:fixed;inset:0;inline-size:auto;block-size:100vh;block-size:100dvh;border:0;border-radius:0}

.open.ready .launch{visibility:hidden}}
@media (prefers-reduced-motion:reduce){*{transition:none!important;animation-duration:0s!important}.spin{animation:turn 3s linear infinite!important}}`;
}
