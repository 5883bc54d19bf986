import type { Socket } from 'node:net';
import { type ErrorCode, limits, type Permission } from '@porchlight/protocol';
import fastify, {
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  LogController,
  type onRequestHookHandler,
} from 'fastify';
import type { z } from 'zod';
import { AppError, appError } from '../errors/index.ts';

/** The hosts of one process: each serves its own routes and nothing of another's. */
export type Surface = 'service' | 'workspace' | 'help' | 'files' | 'shop' | 'blog';

/** Who a request turned out to come from; the access checks of the features produce it. */
export type AccessCheck = (request: FastifyRequest, reply: FastifyReply) => unknown | Promise<unknown>;

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Name of the access check that guards this route; a route without one does not start. */
    access?: string;
    /** The permission that this route asks for; null where everybody may whom the access check lets in. */
    needs?: Permission | null;
  }
  interface FastifyRequest {
    /** What the route's access check returned. */
    actor: unknown;
  }
}

export type HttpOptions = {
  /** `host` or `host:port` as browsers send it → surface. */
  hosts: ReadonlyMap<string, Surface>;
  /** Addresses or CIDR ranges whose forwarding headers are believed [AUTH0]; none by default. */
  trustedProxies: readonly string[];
  /** True when the browser's side is https: cookies are Secure and HSTS is sent. */
  isHttps: boolean;
  logLevel: string;
  tls: { cert: string; key: string } | null;
};

export type Http = {
  app: FastifyInstance;
  /**
   * Registers the check that routes name in `config.access`. Each name has one check. Where `asksPermission`, the server
   * does not start as long as a route with this check says nothing of the permission that it needs.
   */
  addAccess(name: string, check: AccessCheck, options?: { asksPermission: boolean }): void;
  /** Every route with the name of its check, for the tests that walk them. */
  readonly routes: readonly HttpRoute[];
};

export type HttpRoute = {
  method: string;
  url: string;
  surface: Surface;
  access: string;
  /** Undefined where the route says nothing. */
  needs: Permission | null | undefined;
};

const publicAccess = 'public';

/**
 * The HTTP server of all surfaces. Routes are registered with `constraints: { surface }` and
 * `config: { access }`; one without either is refused at start: nothing is reachable by forgetting.
 */
export function createHttp(options: HttpOptions): Http {
  const checks = new Map<string, AccessCheck>([[publicAccess, () => null]]);
  const askingPermission = new Set<string>();
  const routes: HttpRoute[] = [];
  const surfaceOf = (host: string | undefined) => options.hosts.get((host ?? '').toLowerCase()) ?? 'unknown';

  const app = fastify({
    ...(options.tls ? { https: { ...options.tls, requireHostHeader: false } } : {}),
    logger: {
      level: options.logLevel,
      // Only what helps to find a fault: no headers, no bodies, no query strings.
      serializers: {
        req: (request: FastifyRequest) => ({ method: request.method, url: request.url.split('?')[0] }),
      },
    },
    logController: new LogController({ disableRequestLogging: true }),
    // Requests are not logged, so none needs a logger of its own.
    childLoggerFactory: (logger: unknown) => logger,
    trustProxy: options.trustedProxies.length > 0 ? [...options.trustedProxies] : false,
    bodyLimit: limits.jsonBodyBytes,
    // A request that never comes whole must not stay for ever.
    requestTimeout: requestMs,
    // Without a host it is answered as for an unknown one.
    http: { requireHostHeader: false },
    frameworkErrors(error: unknown, request: FastifyRequest, reply: FastifyReply) {
      setSafeHeaders(reply, surfaceOf(request.headers.host), options.isHttps);
      return refuse(error, request, reply);
    },
    clientErrorHandler: refuseConnection,
    routerOptions: {
      caseSensitive: true,
      maxParamLength: 200,
      constraints: {
        surface: {
          name: 'surface',
          mustMatchWhenDerived: true,
          storage: () => {
            const handlers = new Map<string, unknown>();
            return {
              get: (surface: string) => (handlers.get(surface) ?? null) as never,
              set: (surface: string, handler: unknown) => void handlers.set(surface, handler),
            };
          },
          validate: () => true,
          deriveConstraint: (request: { headers: { host?: string } }) => surfaceOf(request.headers.host),
        },
      },
    },
  } as Parameters<typeof fastify>[0]) as unknown as FastifyInstance;

  /** The hook that lets a request in; by callback, since most checks need no promise and each page view comes by. */
  function assertAccess(access: string): onRequestHookHandler {
    return (request, reply, done) => {
      const noteActor = (actor: unknown) => {
        request.actor = actor;
        done();
      };
      try {
        const check = checks.get(access);
        if (!check) throw new Error(`No access check is named ${access}.`);
        const actor = check(request, reply);
        if (actor instanceof Promise) actor.then(noteActor, done);
        else noteActor(actor);
      } catch (error) {
        done(error as Error);
      }
    };
  }

  app.decorateRequest('actor', null);
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, body, done) => {
    parseJson(String(body), done);
  });

  app.addHook('onRoute', (route) => {
    const surface = (route.constraints as { surface?: Surface } | undefined)?.surface;
    const access = route.config?.access;
    if (!surface || !access)
      throw new Error(`Route ${String(route.method)} ${route.url} names no surface or no access check.`);
    const needs = route.config?.needs;
    for (const method of [route.method].flat()) routes.push({ method, url: route.url, surface, access, needs });
    route.onRequest = [assertAccess(access), ...[route.onRequest ?? []].flat()];
  });

  // When all routes are there: their check may have been registered after them.
  app.addHook('onReady', async () => {
    const silent = routes.find(({ access, needs }) => askingPermission.has(access) && needs === undefined);
    if (silent) throw new Error(`Route ${silent.method} ${silent.url} does not name the permission that it needs.`);
  });

  app.addHook('onRequest', (request, reply, done) => {
    setSafeHeaders(reply, surfaceOf(request.headers.host), options.isHttps);
    done();
  });

  app.addHook('preClose', async () => {
    const timer = setTimeout(() => app.server.closeAllConnections(), closeMs).unref();
    app.server.once('close', () => clearTimeout(timer));
  });

  app.setNotFoundHandler((request, reply) => {
    const error =
      surfaceOf(request.headers.host) === 'unknown'
        ? appError(
            'unknown_host',
            'This host is none of this installation. Check the Host header and the configured addresses.',
          )
        : appError('route_not_found', `There is nothing at ${request.method} ${request.url.split('?')[0]}.`);
    return reply.status(error.code === 'unknown_host' ? 421 : 404).send(error.toBody());
  });

  app.setErrorHandler(refuse);

  return {
    app,
    routes,
    addAccess(name, check, { asksPermission } = { asksPermission: false }) {
      if (checks.has(name)) throw new Error(`The access check ${name} exists already.`);
      checks.set(name, check);
      if (asksPermission) askingPermission.add(name);
    },
  };
}

/** A request that has not come whole by then is given up. */
const requestMs = 30_000;
/** At the end, requests still on their way have this long to finish. */
const closeMs = 2_000;

const safePolicy = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'";

/** What no route says otherwise about: nothing may frame it, nothing may load from it, nothing may keep it. */
function setSafeHeaders(reply: FastifyReply, surface: string, isHttps: boolean): void {
  reply
    .header('x-content-type-options', 'nosniff')
    .header('referrer-policy', 'strict-origin')
    .header('content-security-policy', safePolicy)
    .header('cache-control', 'no-store');
  // The service has no page of its own, only frames and what pages of sites load, on a budget of bytes.
  if (surface !== 'service') reply.header('cross-origin-opener-policy', 'same-origin');
  if (isHttps) reply.header('strict-transport-security', 'max-age=31536000; includeSubDomains');
}

function refuse(raw: unknown, request: FastifyRequest, reply: FastifyReply) {
  const error = toAppError(raw);
  if (error.kind === 'internal') request.log.error({ err: raw }, 'request failed');
  if (error.retryAfterS !== undefined) reply.header('retry-after', String(Math.ceil(error.retryAfterS)));
  return reply.status(error.status).header('cache-control', 'no-store').send(error.toBody());
}

/** Answers what could not be read as HTTP, so that it too says what is wrong. */
function refuseConnection(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed) return;
  const [status, message] = connectionErrors[error.code ?? ''] ?? ['400 Bad Request', 'This is no HTTP request.'];
  const body = JSON.stringify(appError('malformed_request', message).toBody());
  const head = [
    `HTTP/1.1 ${status}`,
    'content-type: application/json; charset=utf-8',
    `content-length: ${Buffer.byteLength(body)}`,
    'x-content-type-options: nosniff',
    `content-security-policy: ${safePolicy}`,
    'cache-control: no-store',
    'connection: close',
  ];
  if (socket.writable) socket.write(`${head.join('\r\n')}\r\n\r\n${body}`);
  socket.destroy(error);
}

const connectionErrors: Record<string, [status: string, message: string]> = {
  HPE_HEADER_OVERFLOW: ['431 Request Header Fields Too Large', 'The headers are too long. Send fewer cookies.'],
  ERR_HTTP_REQUEST_TIMEOUT: ['408 Request Timeout', 'The request did not come whole in time. Send it again.'],
};

/** Parses a JSON body; dangerous keys never reach a handler because schemas copy named fields only. */
export function parseJson(text: string, done: (error: Error | null, value?: unknown) => void): void {
  try {
    done(null, text === '' ? null : JSON.parse(text));
  } catch {
    done(appError('malformed_json', 'The body is not valid JSON. Send a JSON object.'));
  }
}

/** Reads a value by a zod schema; throws `invalid_body` (or `code`) with every problem listed. */
export function readBy<S extends z.ZodType>(schema: S, value: unknown, code: ErrorCode = 'invalid_body'): z.output<S> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const problems = result.error.issues
    .slice(0, 20)
    .map((issue) => ({ path: issue.path.join('.'), message: issue.message }));
  const first = problems[0];
  throw appError(
    code,
    `The request does not fit: ${first?.path || 'body'}: ${first?.message ?? 'invalid'}. Correct it and send it again.`,
    {
      problems,
    },
  );
}

/** The bearer credential of a request; it never stands in a URL [CNV1]. Throws `code` where there is none. */
export function readBearer(request: FastifyRequest, code: 'key_invalid' | 'token_invalid'): string {
  const match = /^Bearer ([A-Za-z0-9._~+/=-]{1,2048})$/.exec(request.headers.authorization ?? '');
  if (!match?.[1]) throw appError(code, 'The credential is missing. Send it as “Authorization: Bearer …”.');
  return match[1];
}

const codesOfFastify: Record<string, [ErrorCode, string]> = {
  FST_ERR_CTP_BODY_TOO_LARGE: ['body_too_large', 'The body is larger than this route takes. Send less.'],
  FST_ERR_CTP_INVALID_MEDIA_TYPE: [
    'wrong_content_type',
    'This content type is not taken here. Send JSON as application/json.',
  ],
  FST_ERR_CTP_EMPTY_TYPE: ['wrong_content_type', 'The content type is missing. Send JSON as application/json.'],
  FST_ERR_CTP_EMPTY_JSON_BODY: ['malformed_json', 'The body is empty. Send a JSON object.'],
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: ['malformed_json', 'The body does not have the announced length. Send it again.'],
  FST_ERR_BAD_URL: ['route_not_found', 'The address is malformed. Check how it was put together.'],
  FST_ERR_MAX_PARAM_LENGTH: ['route_not_found', 'The address is longer than any here. Check how it was put together.'],
};

function toAppError(raw: unknown): AppError {
  if (raw instanceof AppError) return raw;
  const code = (raw as { code?: string } | null)?.code ?? '';
  const known = codesOfFastify[code];
  if (known) return appError(known[0], known[1]);
  if (
    typeof (raw as { statusCode?: unknown })?.statusCode === 'number' &&
    (raw as { statusCode: number }).statusCode < 500
  ) {
    return appError('invalid_body', 'The request is malformed. Correct it and send it again.');
  }
  return appError('internal', 'Something went wrong on our side. Try again; if it stays, look into the log.', {
    cause: raw,
  });
}
