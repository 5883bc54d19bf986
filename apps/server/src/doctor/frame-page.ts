import type { Script } from '@porchlight/protocol';
import type { Site } from '../sites/index.ts';

/** The document in which the doctor tries what the chat window's frame may do; it holds nothing of the site. */
export function doctorFramePage({ path, integrity }: Script): string {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Check</title><script type="module" src="${path}" integrity="${integrity}"></script></head><body></body></html>`;
}

/** As the messenger's: framed by the site's domains alone, and it speaks with the service alone. */
export function doctorFramePolicy({ domains }: Pick<Site, 'domains'>, service: string): string {
  const ancestors = domains.flatMap((domain) => [`https://${domain}`, `http://${domain}`]).join(' ') || "'none'";
  return [
    "default-src 'none'",
    "script-src 'self'",
    `connect-src 'self' ${service.replace(/^http/, 'ws')}`,
    "base-uri 'none'",
    "form-action 'none'",
    `frame-ancestors ${ancestors}`,
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join('; ');
}
