import { describe, expect, it } from 'vitest';
import {
  hostsOf,
  ownHostSettings,
  ownHostSnippet,
  ownPathEmbedLine,
  ownPathSnippet,
  serviceOf,
  suggestServiceHost,
} from './proxy-snippets.ts';

describe('snippets for a proxy', () => {
  it('[MODE9] are filled with the hosts of the site and of the service', () => {
    const site = {
      embedLine: '<script async crossorigin="anonymous" src="https://chat.example:8443/tag/st_a.js"></script>',
      domains: ['www.shop.example', '*.shop.example', 'shop.example:8443', 'shop.example', 'blog.example'],
    };
    expect(serviceOf(site)).toBe('https://chat.example:8443');
    expect(hostsOf(site)).toEqual(['www.shop.example', 'shop.example', 'blog.example']);
    expect(suggestServiceHost('www.shop.example')).toBe('chat.shop.example');
    for (const snippet of Object.values(ownHostSnippet('chat.shop.example')))
      expect(snippet).toContain('chat.shop.example');
    expect(ownHostSettings('chat.shop.example')).toContain('PORCHLIGHT_SERVICE_URL=https://chat.shop.example\n');
    for (const snippet of Object.values(ownPathSnippet('shop.example', serviceOf(site)))) {
      expect(snippet).toContain('shop.example');
      expect(snippet).toContain('https://chat.example:8443');
    }
  });

  it('[MODE9] let the tag and its requests through the path, never the messenger’s frame', () => {
    const { nginx, caddy } = ownPathSnippet('shop.example', 'https://chat.example');
    const location = new RegExp(/location ~ (\S+)/.exec(nginx)?.[1] ?? '$.');
    const caddyPaths = /path (.+)/.exec(caddy)?.[1]?.split(' ') ?? [];
    const isProxied = (path: string) => [
      location.test(path),
      caddyPaths.some((one) => path.startsWith(one.replace('*', ''))),
    ];
    const tag = new URL(/src="([^"]+)"/.exec(ownPathEmbedLine('shop.example', 'st_a'))?.[1] ?? '').pathname;
    for (const path of [tag, '/porchlight/t/st_a/views', '/porchlight/assets/bubble-1.js'])
      expect([path, ...isProxied(path)]).toEqual([path, true, true]);
    for (const path of ['/porchlight/m/st_a/frame', '/porchlight/api/admin/sites', '/porchlight/', '/t/st_a/views'])
      expect([path, ...isProxied(path)]).toEqual([path, false, false]);
  });
});
