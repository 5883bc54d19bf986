import { createHmac } from 'node:crypto';
import { entries, entryName, readCookie, setCookieHeader } from '@porchlight/cookies';
import type { FastifyRequest } from 'fastify';
import type { Http } from '../platform/http/index.ts';

/**
 * [LB1] What stands for a node in browsers: the same after each start, on every node the same for one name, and nothing
 * that leads back to it without the installation's secret.
 */
export function nodeMark(secret: string, node: string): string {
  return createHmac('sha256', secret).update(`affinity|${node}`).digest().subarray(0, 16).toString('base64url');
}

/** The cookie as a load balancer finds it in a request, `name=value`. */
export function affinityCookie(mark: string, isHttps: boolean): string {
  return `${entryName(entries.node, { isHttps })}=${mark}`;
}

/**
 * [LB1] Tells browsers of the workspace which node answers them, so that a load balancer may keep them there. Nothing
 * reads the cookie but to see whether it is this node's already: another value, or none, is as good.
 */
export function addAffinity(options: {
  http: Http;
  mark: string;
  isHttps: boolean;
  isWorkspace(request: FastifyRequest): boolean;
}): void {
  const { http, mark, isHttps } = options;
  http.app.addHook('onSend', (request, reply, payload, done) => {
    const isKept = /\bpublic\b/.test(String(reply.getHeader('cache-control')));
    const isTold = readCookie(request.headers.cookie, entries.node, { isHttps }) === mark;
    // What caches keep for everybody must not carry anybody's cookie.
    if (!isKept && !isTold && options.isWorkspace(request))
      reply.header('set-cookie', setCookieHeader(entries.node, { isHttps, value: mark }));
    done(null, payload);
  });
}
