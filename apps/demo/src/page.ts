import type { SafeHtml } from './html.ts';

/** One request for a page of a demo site. Origins have no slash at the end; `path` may carry a query. */
export type DemoInput = {
  site: 'shop' | 'blog';
  path: string;
  service: string;
  siteId: string;
  shopUrl: string;
  blogUrl: string;
};

export type DemoPage = { status: number; headers: Record<string, string>; body: string };

/** What every page of both sites has; the layouts put it into their frame. */
export type PageContent = {
  status?: number;
  title: string;
  description: string;
  main: SafeHtml;
  /** What the page tells Porchlight about itself once the tag is there. */
  sections?: readonly string[];
  attributes?: Record<string, string | number>;
};

/**
 * The headers of a careful customer: nothing inline, nothing from anywhere but this site and the service.
 * The tag has to work under it.
 */
export function pageHeaders(service: string): Record<string, string> {
  return {
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-cache',
    'content-security-policy': [
      "default-src 'none'",
      `script-src 'self' ${service}`,
      "style-src 'self'",
      "img-src 'self' data:",
      `connect-src ${service}`,
      `frame-src ${service}`,
      "base-uri 'none'",
      "form-action 'self'",
      "frame-ancestors 'none'",
    ].join('; '),
    'referrer-policy': 'strict-origin-when-cross-origin',
  };
}
