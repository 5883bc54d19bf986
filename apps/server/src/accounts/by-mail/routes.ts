import type { InvitationsAnswer } from '@porchlight/protocol';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Audited } from '../../audit/index.ts';
import { readUserAgent } from '../../platform/agents/index.ts';
import { createAllowance } from '../../platform/allowance/index.ts';
import { type Http, readBy } from '../../platform/http/index.ts';
import { hashSecret } from '../../platform/ids/index.ts';
import { readSession } from '../access.ts';
import { assertGives, readAccess, rightsOf, whoOf } from '../permission-access.ts';
import { emailKeyOf, networkOf } from '../rules.ts';
import type { Interface } from '../tables.ts';
import type { AccountMail } from './account-mail.ts';
import * as schema from './schema.ts';

type Options = {
  http: Http;
  mail: AccountMail;
  findCountry(address: string): string | null;
  /** Throws `passwords_off` where nobody gets in but through the login service [AUTH22]. */
  assertPasswords(): Promise<void>;
};

const waitAMoment = 'Too many attempts. Wait a few minutes, then try again.';

/** Invitations, forgotten passwords and other addresses; all tokens come in bodies, never in an address. */
export function accountMailRoutes({ http, mail, findCountry, assertPasswords }: Options): void {
  const { app } = http;
  const surface = { constraints: { surface: 'workspace' } } as const;
  const ownPage = { ...surface, config: { access: 'own-page' } } as const;
  const inviting = { ...surface, config: { access: 'admin', needs: 'members.change' } } as const;
  const reading = { ...surface, config: { access: 'admin', needs: 'members.read' } } as const;
  // Tokens cannot be guessed; this keeps trying from costing anything.
  const allowToken = createAllowance({ points: 60, durationS: 600, code: 'too_many_attempts', message: waitAMoment });
  const allowNetwork = createAllowance({
    points: 20,
    durationS: 3600,
    code: 'too_many_attempts',
    message: waitAMoment,
  });
  const allowAddress = createAllowance({ points: 5, durationS: 3600, code: 'too_many_attempts', message: waitAMoment });
  const allowInviter = createAllowance({
    points: 60,
    durationS: 3600,
    code: 'too_many_requests',
    message: waitAMoment,
  });

  app.get('/api/admin/invitations', reading, async (): Promise<InvitationsAnswer> => {
    return { invitations: await mail.findInvitations() };
  });

  app.post('/api/admin/invitations', inviting, async (request, reply) => {
    const { member } = readSession(request.actor);
    await allowInviter(member.id);
    const input = readBy(schema.invite, request.body);
    assertGives(rightsOf(readAccess(request.actor)), input.roles, input.sites);
    return reply.status(201).send(await mail.invite(member.id, input, byOf(request)));
  });

  app.post<{ Params: { member: string } }>('/api/admin/invitations/:member/mails', inviting, async (request, reply) => {
    await allowInviter(readSession(request.actor).member.id);
    await mail.inviteAgain(request.params.member, rightsOf(readAccess(request.actor)), byOf(request));
    return reply.status(204).send();
  });

  app.delete<{ Params: { member: string } }>('/api/admin/invitations/:member', inviting, async (request, reply) => {
    await mail.withdraw(request.params.member, rightsOf(readAccess(request.actor)), byOf(request));
    return reply.status(204).send();
  });

  const accepted = (reply: FastifyReply) => reply.status(202).send({});

  app.post('/api/links/look', ownPage, async (request) => {
    const { purpose, token } = readBy(schema.look, request.body);
    await allowToken(networkOf(request.ip));
    return mail.look(purpose, token);
  });

  app.post('/api/invitations/acceptances', ownPage, async (request, reply) => {
    const input = readBy(schema.acceptInvitation, request.body);
    await allowToken(networkOf(request.ip));
    await mail.accept(input, fromOf(request));
    return reply.status(201).send({});
  });

  app.post('/api/password-resets', ownPage, async (request, reply) => {
    const { email, language } = readBy(schema.askForReset, request.body);
    await assertPasswords();
    // Counted by what was typed, known or not: a refusal says nothing either.
    await allowAddress(hashSecret(emailKeyOf(email)));
    await allowNetwork(networkOf(request.ip));
    await mail.askForReset(email, language, fromOf(request));
    return accepted(reply);
  });

  app.post('/api/password-resets/completions', ownPage, async (request, reply) => {
    const { token, password } = readBy(schema.completeReset, request.body);
    await assertPasswords();
    await allowToken(networkOf(request.ip));
    await mail.resetPassword(token, password, factsOf(request, findCountry), fromOf(request));
    return reply.status(204).send();
  });

  for (const kind of ['agent', 'admin'] satisfies Interface[]) {
    const own = { ...surface, config: { access: kind, needs: null, confirms: true } } as const;
    app.post(`/api/${kind}/email-changes`, own, async (request, reply) => {
      const { email, language } = readBy(schema.askForEmail, request.body);
      await mail.askForEmail(readSession(request.actor).member, email, language, byOf(request));
      return accepted(reply);
    });
  }

  app.post('/api/email-changes/confirmations', ownPage, async (request, reply) => {
    const { token } = readBy(schema.linkOnly, request.body);
    await allowToken(networkOf(request.ip));
    await mail.confirmEmail(token, fromOf(request));
    return reply.status(204).send();
  });

  app.post('/api/email-changes/undoings', ownPage, async (request, reply) => {
    const { token } = readBy(schema.linkOnly, request.body);
    await allowToken(networkOf(request.ip));
    await mail.undoEmail(token, fromOf(request));
    return reply.status(204).send();
  });
}

/** With what and from where somebody did something, in names that are ours. */
export function factsOf(request: FastifyRequest, findCountry: (address: string) => string | null) {
  const { browser, os } = readUserAgent(request.headers['user-agent']);
  return { browser, os, country: findCountry(request.ip) };
}

function fromOf(request: FastifyRequest): Audited['from'] {
  return { ip: request.ip, userAgent: request.headers['user-agent'] ?? null };
}

function byOf(request: FastifyRequest): Audited {
  return { who: whoOf(request.actor), from: fromOf(request) };
}
