import { darkColors, lightColors, lightShadows } from '@porchlight/design/tokens';

/** The doctor's sheet: a panel at the side, on phones the whole page; on paper it stands alone. */
export const doctorCss = `
:host{all:initial;position:fixed;z-index:2147483001;inset-block:0;inset-inline-end:0;inline-size:min(520px,100vw);font:400 15px/22px system-ui,sans-serif;color-scheme:light dark;
--bg:light-dark(${lightColors.surface},${darkColors.surface});--card:light-dark(${lightColors['surface-raised']},${darkColors['surface-raised']});--sunk:light-dark(${lightColors['surface-sunken']},${darkColors['surface-sunken']});--hover:light-dark(${lightColors['surface-hover']},${darkColors['surface-hover']});--fg:light-dark(${lightColors.text},${darkColors.text});--muted:light-dark(${lightColors['text-muted']},${darkColors['text-muted']});--line:light-dark(${lightColors.border},${darkColors.border});
--edge:light-dark(${lightColors['border-strong']},${darkColors['border-strong']});--focus:light-dark(${lightColors.focus},${darkColors.focus});--main:light-dark(${lightColors.accent},${darkColors.accent});--onmain:light-dark(${lightColors['on-accent']},${darkColors['on-accent']});--ok:light-dark(${lightColors['success-soft']},${darkColors['success-soft']});
--okt:light-dark(${lightColors['success-text']},${darkColors['success-text']});--look:light-dark(${lightColors['warning-soft']},${darkColors['warning-soft']});--lookt:light-dark(${lightColors['warning-text']},${darkColors['warning-text']});--broken:light-dark(${lightColors['danger-soft']},${darkColors['danger-soft']});--brokent:light-dark(${lightColors['danger-text']},${darkColors['danger-text']});--shadow:${lightShadows.lg}}
*{box-sizing:border-box;margin:0}
.panel{display:flex;flex-direction:column;block-size:100%;background:var(--bg);color:var(--fg);border-inline-start:1px solid var(--line);box-shadow:var(--shadow)}
.panel:focus{outline:0}
header{display:flex;align-items:start;gap:8px;padding:20px 12px 16px 24px}
header div{flex:1}
h2{font-size:20px;line-height:28px;font-weight:650}
.lead,.left{color:var(--muted)}
.left{font-size:13px;line-height:18px;padding-block:12px}
.body{flex:1;min-block-size:0;overflow:auto;overscroll-behavior:contain;padding:0 24px 24px}
.sum{display:flex;align-items:center;gap:12px;padding:14px 16px;border-radius:12px;background:var(--sunk);font-weight:600}
.sum.ok{background:var(--ok);color:var(--okt)}.sum.look{background:var(--look);color:var(--lookt)}.sum.broken{background:var(--broken);color:var(--brokent)}
.spin{inline-size:20px;block-size:20px;border-radius:50%;border:3px solid var(--line);border-block-start-color:var(--main)}
ul{list-style:none;padding:0;margin-block:16px;display:grid;gap:12px}
li{padding:16px;border:1px solid var(--line);border-radius:12px;background:var(--card);overflow-wrap:anywhere}
li.broken{border-inline-start:4px solid var(--brokent)}li.look{border-inline-start:4px solid var(--lookt)}
.mark{display:inline-flex;align-items:center;gap:6px;padding:2px 10px 2px 8px;border-radius:99px;font-size:13px;line-height:18px;font-weight:600}
.ok>.mark{background:var(--ok);color:var(--okt)}.look>.mark{background:var(--look);color:var(--lookt)}.broken>.mark{background:var(--broken);color:var(--brokent)}
svg{inline-size:14px;block-size:14px;flex:none;fill:none;stroke:currentColor;stroke-width:2.5;stroke-linecap:round;stroke-linejoin:round}
.sum svg{inline-size:20px;block-size:20px}
h3{font-size:15px;line-height:22px;font-weight:650;margin-block:8px 2px}
p{text-wrap:pretty}li>p{color:var(--muted)}
h4{font-size:13px;line-height:18px;margin-block:12px 2px}
li .what{color:var(--fg)}
pre{margin-block-start:8px;padding:10px 12px;border-radius:8px;background:var(--sunk);font:13px/19px ui-monospace,Menlo,Consolas,monospace;white-space:pre-wrap;overflow-wrap:anywhere}
button{font:inherit;font-weight:600;color:inherit;min-block-size:44px;padding-inline:16px;border:1px solid var(--edge);border-radius:10px;background:none;cursor:pointer}
button:hover{background:var(--hover)}
.main{background:var(--main);color:var(--onmain);border-color:transparent}.main:hover{background:var(--main);filter:brightness(1.08)}
.x{display:grid;place-items:center;inline-size:44px;padding:0;border:0;color:var(--muted)}.x svg{inline-size:20px;block-size:20px;stroke-width:2}
li button{margin-block-start:8px}
footer{display:flex;flex-wrap:wrap;gap:8px;padding:12px 24px calc(12px + env(safe-area-inset-bottom,0px));border-block-start:1px solid var(--line)}
details{margin-block:16px}
summary{display:flex;align-items:center;min-block-size:44px;padding-inline:4px;font-weight:600;cursor:pointer;border-radius:8px}
summary::before{content:'';inline-size:7px;block-size:7px;margin-inline:4px 14px;border:solid currentColor;border-width:0 2px 2px 0;transform:rotate(-45deg)}
[open]>summary::before{transform:rotate(45deg)}
details ul{margin-block:4px;gap:0}
details li{border-width:0 0 1px;border-radius:0;background:none;padding:12px 4px}
details li .mark{display:none}
dl{display:grid;grid-template-columns:minmax(110px,auto) 1fr;gap:6px 16px;padding:8px 4px;font-size:13px;line-height:18px}
dt{color:var(--muted)}dd{overflow-wrap:anywhere}
:focus-visible{outline:3px solid var(--focus);outline-offset:2px}
.trial{position:absolute;inline-size:1px;block-size:1px;border:0;opacity:0;pointer-events:none}
.live{position:absolute;clip-path:inset(50%);block-size:1px;inline-size:1px;overflow:hidden}
@media (max-width:560px){header{padding:12px 4px 12px 16px}.body{padding:0 16px 16px}footer{padding-inline:16px}footer button{flex:1 1 auto}}
@media (prefers-reduced-motion:no-preference){.spin{animation:turn .9s linear infinite}@keyframes turn{to{transform:rotate(1turn)}}.panel{animation:come .2s ease-out}@keyframes come{from{transform:translateX(24px);opacity:0}}}
@media print{:host{position:static;inline-size:auto}.panel{border:0;box-shadow:none;block-size:auto}.body{overflow:visible}footer,button,.x{display:none}li{break-inside:avoid}}`;

/** On paper the page itself is left out while the doctor is open. */
export const paperCss = '@media print{body{display:none!important}}';
