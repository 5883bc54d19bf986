import { setCookieHeaders } from '@porchlight/cookies';
import {
  type DoctorAnswer,
  type DoctorCodeAnswer,
  doctorParameter,
  limits,
  type Script,
  type SiteId,
} from '@porchlight/protocol';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Audit } from '../audit/index.ts';
import type { CountryFinder } from '../platform/agents/index.ts';
import { createAllowance } from '../platform/allowance/index.ts';
import type { Clock } from '../platform/clock/index.ts';
import { appError } from '../platform/errors/index.ts';
import { type Http, parseJson, readBy } from '../platform/http/index.ts';
import type { Sites } from '../sites/index.ts';
import { networkOf, placeReader, takesCredentials } from '../visits/index.ts';
import { addressesOf, codeInvalid, type Doctor } from './doctor.ts';
import { doctorFramePage, doctorFramePolicy } from './frame-page.ts';
import { lookAt } from './look.ts';
import { doctorStep, withCode } from './schema.ts';
import { clearTrials, readTrials, setTrials } from './trials.ts';

type Options = {
  http: Http;
  clock: Clock;
  sites: Sites;
  doctor: Doctor;
  /** The service's public origin. */
  service: string;
  /** Path of the bubble's script that tags of today load, and the script of the doctor's frame. */
  bubble: Script;
  frame: Script;
  findCountry: CountryFinder;
  readLastUrl(site: SiteId): string | null;
  readMember(actor: unknown): { id: string };
  audit: Audit;
};

type Asked = { Params: { site: string } };

/** The doctor: codes for admins, answers for pages that were opened with one, and the frame that tries the chat's side. */
export function doctorRoutes(options: Options): void {
  const { http, clock, sites, doctor, service } = options;
  const readPlace = placeReader(service);
  const serviceHost = new URL(service).hostname;
  const allow = createAllowance({
    points: 60,
    durationS: 60,
    code: 'too_many_requests',
    message: 'Too many checks came from this network within a minute. Wait a minute, then check again.',
  });

  const admin = {
    constraints: { surface: 'workspace' },
    config: { access: 'admin', needs: 'identity.inspect' },
  } as const;
  http.app.post<Asked>('/api/admin/sites/:site/doctor-codes', admin, async (request, reply) => {
    const site = sites.getSite(request.params.site);
    const { id } = options.readMember(request.actor);
    const { code, at, expiresAt } = await doctor.makeCode(site.id, id, options.audit.by(request));
    const lastUrl = options.readLastUrl(site.id);
    const isPlain = service.startsWith('http:');
    const addresses = addressesOf(site, { code, lastUrl, parameter: doctorParameter, isPlain });
    const answer: DoctorCodeAnswer = { code, addresses, at, expiresAt, checks: limits.doctorChecks };
    return reply.status(201).send(answer);
  });

  // [DOC3] A page of an origin that is not on the list must be answered too: its owner wants to know just that. What
  // lets it in is the code, which stands in the body; this check passes whoever says where it comes from.
  http.addAccess('doctor-code', async (request, reply) => {
    reply
      .header('vary', 'Origin')
      .header('cache-control', 'no-store')
      .header('access-control-allow-origin', '*')
      .header('cross-origin-resource-policy', 'cross-origin');
    const site = sites.getSite((request.params as { site: string }).site);
    if (!request.headers.origin)
      throw appError('origin_missing', 'The request names no origin. Open a page of the site with the code.');
    await allow(networkOf(request.ip));
    return site;
  });

  const guard = {
    constraints: { surface: 'service' },
    config: { access: 'doctor-code' },
    bodyLimit: 2_048,
  } as const;
  http.app.register(async (scope: FastifyInstance) => {
    // `text/plain` spares the browser the preflight; the content is JSON all the same.
    scope.addContentTypeParser('text/plain', { parseAs: 'string' }, (_request, body, done) =>
      parseJson(String(body), done),
    );
    scope.post<Asked>('/t/:site/doctor', guard, async (request, reply) => {
      const site = sites.getSite(request.params.site);
      const given = withCode.safeParse(request.body);
      if (!given.success) throw codeInvalid();
      const input = readBy(doctorStep, request.body);
      const left = await doctor.access(site.id, given.data.code, browserOf(request), input.step === 'look');
      const place = readPlace(request);
      const seen = lookAt(request, site, place);
      const mayHaveCookies = seen.standing === 'listed' && takesCredentials(site, place, clock.now());
      reply.header('access-control-allow-origin', seen.origin);
      if (mayHaveCookies) {
        reply.header('access-control-allow-credentials', 'true');
        const cookies =
          input.step === 'try'
            ? setTrials(site, place, input.trial)
            : input.step === 'read'
              ? clearTrials(site, place)
              : [];
        if (cookies.length > 0) reply.header('set-cookie', setCookieHeaders(cookies));
      }
      const answer: DoctorAnswer = {
        ...seen,
        ...left,
        at: clock.now(),
        takesCredentials: mayHaveCookies,
        trial: input.step === 'read' ? readTrials(site, place, input.trial) : null,
        country: options.findCountry(request.ip),
        bubble: options.bubble.path,
      };
      return answer;
    });
  });

  const open = { constraints: { surface: 'service' }, config: { access: 'public' } } as const;
  http.app.get<Asked>('/m/:site/doctor', open, async (request, reply) => {
    // [MODE9] as the messenger's own frame.
    if (request.hostname !== serviceHost)
      throw appError('unknown_host', 'The frame is served from the service’s own host alone, not through a path.');
    const site = sites.getSite(request.params.site);
    reply
      .type('text/html; charset=utf-8')
      .header('content-security-policy', doctorFramePolicy(site, service))
      .header('cross-origin-embedder-policy', 'require-corp')
      .header('cross-origin-resource-policy', 'cross-origin')
      .header('referrer-policy', 'strict-origin');
    return doctorFramePage(options.frame);
  });
}

function browserOf(request: FastifyRequest): { agent: string; network: string } {
  return { agent: request.headers['user-agent'] ?? '', network: networkOf(request.ip) };
}
