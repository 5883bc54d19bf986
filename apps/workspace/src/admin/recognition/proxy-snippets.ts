import type { AdminSite } from '@porchlight/protocol';

/** Where the tag lies on a site that proxies it; any path does, as long as the embed line has the same. */
const path = '/porchlight';

export type ProxyKind = 'nginx' | 'caddy';
export type Snippet = Record<ProxyKind, string>;

/** The service's origin, as the embed line names it. */
export function serviceOf({ embedLine }: Pick<AdminSite, 'embedLine'>): string {
  return /src="(https?:\/\/[^/"]+)/.exec(embedLine)?.[1] ?? '';
}

/** The hosts of a site that can be written into a proxy's configuration; a wildcard stands for what lies under it. */
export function hostsOf({ domains }: Pick<AdminSite, 'domains'>): string[] {
  return [...new Set(domains.map((entry) => entry.replace(/^\*\./, '').replace(/:\d+$/, '')))];
}

/** A host for the service under the site's own domain, to begin with. */
export function suggestServiceHost(host: string): string {
  return `chat.${host.replace(/^www\./, '')}`;
}

/** The service under a host of the site's own registrable domain [MODE9]; docs/proxies.md says it at length. */
export function ownHostSnippet(host: string): Snippet {
  return {
    nginx: `server {
  listen 443 ssl;
  server_name ${host};
  # ssl_certificate and ssl_certificate_key of ${host}

  location / {
    proxy_pass http://127.0.0.1:8080;
    proxy_http_version 1.1;
    proxy_set_header Host $http_host;
    proxy_set_header X-Forwarded-Proto $scheme;
    proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
    proxy_set_header Upgrade $http_upgrade;
    proxy_set_header Connection "upgrade";
  }
}`,
    caddy: `${host} {
  reverse_proxy 127.0.0.1:8080
}`,
  };
}

/** The settings of the service that belong to a host of its own. */
export function ownHostSettings(host: string): string {
  return `PORCHLIGHT_SERVICE_URL=https://${host}
PORCHLIGHT_TRUSTED_PROXIES=127.0.0.1`;
}

/** A path of the site's own host that leads to the service: the tag and its requests alone, never the frame [MODE9]. */
export function ownPathSnippet(host: string, service: string): Snippet {
  const serviceHost = service.replace(/^https?:\/\//, '');
  return {
    nginx: `# in the server block of ${host}
location ~ ^${path}/(tag|t|assets)/ {
  rewrite ^${path}(/.*)$ $1 break;
  proxy_pass ${service};
  proxy_ssl_server_name on;
  proxy_set_header Host ${serviceHost};
  proxy_set_header X-Forwarded-Host $http_host;
  proxy_set_header X-Forwarded-Proto $scheme;
  proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
}`,
    caddy: `# in the site block of ${host}
@porchlight path ${path}/tag/* ${path}/t/* ${path}/assets/*
handle @porchlight {
  uri strip_prefix ${path}
  reverse_proxy ${service} {
    header_up Host ${serviceHost}
  }
}`,
  };
}

/** The embed line of a page whose host proxies the path. */
export function ownPathEmbedLine(host: string, site: string): string {
  return `<script async crossorigin="anonymous" src="https://${host}${path}/tag/${site}.js"></script>`;
}
