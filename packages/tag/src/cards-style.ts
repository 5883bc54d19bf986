/** The sheet of the cards above the button; see `bubbleCss` for what holds there. */
export function cardsCss({ accent, onAccent }: { accent: string; onAccent: string }): string {
  return `
.card{inline-size:min(320px,calc(100vw - 40px));border-radius:16px;padding:16px;animation:rise .22s ease-out}
@keyframes rise{from{opacity:0;transform:translateY(8px)}}
.open .card{display:none}
.asks{display:flex;flex-direction:column}.asks iframe{position:relative;flex:1;min-block-size:0}
.panel .ask{display:block;position:static;inline-size:auto;border-width:0 0 1px;border-radius:0;box-shadow:none;animation:none}
.from{margin:0 0 4px;padding-inline-end:32px;font-size:13px;line-height:18px;color:var(--muted);overflow-wrap:anywhere}
.text{margin:0;unicode-bidi:plaintext;overflow-wrap:anywhere;white-space:pre-line;display:-webkit-box;-webkit-line-clamp:6;-webkit-box-orient:vertical;overflow:hidden}
button.text{inline-size:100%;text-align:start}
.actions{display:flex;flex-wrap:wrap;gap:8px;margin-block-start:14px}
.main{background:${accent};color:${onAccent};border-color:transparent}.main:hover{background:${accent};filter:brightness(1.08)}
.dismiss{position:absolute;inset-block-start:4px;inset-inline-end:4px;display:grid;place-items:center;inline-size:44px;block-size:44px;border-radius:12px;color:var(--muted)}
.dismiss:hover{color:var(--fg)}.dismiss svg{inline-size:18px;block-size:18px}`;
}
