import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Contacts } from '../../contacts/index.ts';
import type { Places } from '../../help-center/index.ts';
import type { Clock } from '../../platform/clock/index.ts';
import type { Http } from '../../platform/http/index.ts';
import type { Site, Sites } from '../../sites/index.ts';
import { isConfirmed } from '../rules.ts';
import { emptyView, type FormView } from './form-parts.ts';
import { accountScope, nextPages } from './page-routes.ts';
import * as pages from './pages.ts';
import { addPortalAccess, findOwnVisit } from './portal-access.ts';
import type { PortalForms } from './portal-forms.ts';
import * as schema from './schema.ts';
import { originOf, type UserSessions } from './user-sessions.ts';
import type { Users } from './users.ts';

export type UserRouteOptions = {
  http: Http;
  clock: Clock;
  sites: Sites;
  users: Users;
  places: Places;
  sessions: UserSessions;
  forms: PortalForms;
  contacts: Contacts;
  isHttps: boolean;
  helpOrigin: string;
  serviceOrigin: string;
};

/** Accounts in the help center: pages and forms that work without JavaScript. */
export function userRoutes(options: UserRouteOptions): void {
  const { http, clock, sites, places, users, sessions, forms, contacts, isHttps, helpOrigin, serviceOrigin } = options;
  addPortalAccess({ http, sites, places, sessions, helpOrigin, serviceOrigin });

  /** [AUTH30, VIS7] Begins the session of somebody who proved who they are, and says it to those who look after the site. */
  async function begin(
    request: FastifyRequest,
    reply: FastifyReply,
    { site, user, isRemembered }: { site: Site; user: Parameters<Users['setContact']>[0]; isRemembered: boolean },
  ): Promise<void> {
    await sessions.begin(request, reply, { site: site.id, user, isRemembered });
    const row = await users.findUser(site.id, user);
    if (!row) return;
    const contact = await contacts.linkUser(site, findOwnVisit(request, site, isHttps), row);
    if (row.contact_id === null) await users.setContact(user, contact);
  }

  http.app.register(async (app) => {
    const scope = accountScope(app, { forms, places, isHttps });
    const withEmail = (email: string): FormView => ({ ...emptyView, values: { email } });

    scope.form({
      path: 'login',
      schema: schema.login,
      page: pages.loginPage,
      async submit({ request, reply, actor, input }) {
        const user = await users.check(actor.site.id, input, originOf(request));
        await begin(request, reply, { site: actor.site, user, isRemembered: input.remember !== undefined });
        return { to: input.next && nextPages.includes(input.next) ? input.next : 'account' };
      },
    });

    scope.form({
      path: 'register',
      schema: schema.emailOnly,
      page: pages.registerPage,
      async submit({ request, actor, context, input }) {
        const asked = { email: input.email, language: actor.language };
        await users.askForCode(actor.site, 'registration', asked, request.ip);
        return { page: pages.registerCodePage(context, withEmail(input.email), true) };
      },
    });

    scope.form({
      path: 'register/code',
      schema: schema.registration,
      page: (context, view) => pages.registerCodePage(context, view),
      async submit({ request, reply, actor, input }) {
        const { name, password, ...proof } = input;
        const made = { proof, name, password, language: actor.language };
        const user = await users.register(actor.site, made, originOf(request));
        await begin(request, reply, { site: actor.site, user, isRemembered: false });
        return { to: 'account' };
      },
    });

    scope.form({
      path: 'forgot-password',
      schema: schema.emailOnly,
      page: pages.forgotPage,
      async submit({ request, actor, context, input }) {
        const asked = { email: input.email, language: actor.language };
        await users.askForCode(actor.site, 'reset', asked, request.ip);
        return { page: pages.newPasswordPage(context, withEmail(input.email), true) };
      },
    });

    scope.form({
      path: 'new-password',
      schema: schema.reset,
      page: (context, view) => pages.newPasswordPage(context, view),
      async submit({ request, actor, input: { password, ...proof } }) {
        await users.resetPassword(actor.site, proof, password, originOf(request));
        return { to: 'login?done=password-set' };
      },
    });

    scope.form({
      path: 'take-back',
      schema: schema.proof,
      page: pages.takeBackPage,
      async submit({ request, actor, input }) {
        await users.takeBackEmail(actor.site.id, input, originOf(request));
        return { to: 'new-password?done=taken-back' };
      },
    });

    scope.form({
      path: 'logout',
      schema: schema.nothing,
      page: null,
      async submit({ request, reply, actor: { site, portal } }) {
        if (portal.session)
          await contacts.unlinkUser(site, findOwnVisit(request, site, isHttps), portal.session.user.id);
        await sessions.leave(request, reply, site.id);
        return { to: 'login?done=logged-out' };
      },
    });

    scope.ownForm({
      path: 'account',
      schema: schema.profile,
      async page(context, view) {
        const hasNotice = context.session !== null && (await users.hasNotice(context.session));
        return pages.accountPage(context, view, hasNotice);
      },
      async submit({ session, input }) {
        await users.changeProfile(session, input);
        return { to: 'account?done=saved' };
      },
    });

    scope.ownForm({
      path: 'account/notice',
      schema: schema.nothing,
      page: null,
      async submit({ session }) {
        await users.forgetNotices(session);
        return { to: 'account' };
      },
    });

    scope.ownForm({
      path: 'account/email',
      schema: schema.emailChange,
      page: pages.emailPage,
      async submit({ request, context, session, input: { email, current } }) {
        await users.askForEmail(session, { email, password: current }, originOf(request));
        return { page: pages.emailCodePage(context, withEmail(email), true) };
      },
    });

    scope.ownForm({
      path: 'account/email/code',
      schema: schema.proof,
      page: (context, view) => pages.emailCodePage(context, view),
      async submit({ request, actor, session, input }) {
        await users.confirmEmail(session, input, originOf(request));
        const row = await users.findUser(actor.site.id, session.user.id);
        if (row) await contacts.linkUser(actor.site, null, row);
        return { to: 'account?done=email-changed' };
      },
    });

    scope.ownForm({
      path: 'account/password',
      schema: schema.passwordChange,
      page: pages.passwordPage,
      async submit({ request, reply, actor, session, input }) {
        const next = sessions.next(session);
        await users.changePassword(session, input, next, originOf(request));
        sessions.keep(reply, actor.site.id, next.token);
        return { to: 'account?done=password-changed' };
      },
    });

    scope.ownForm({
      path: 'account/sessions',
      schema: schema.endLogin,
      async page(context, view) {
        // What was refused is a confirmation.
        if (view.problems.length > 0 && view.problems[0]?.field === 'current') return pages.confirmPage(context, view);
        const list = context.session ? await users.findSignedIn(context.session, (row) => sessions.isOver(row)) : [];
        return pages.sessionsPage(context, view, list);
      },
      async submit({ request, reply, actor, context, session, input: { id = null, current } }) {
        // [REM2] Sensitive: who was not asked lately is asked first.
        if (current === undefined && !isConfirmed(session, clock.now()))
          return { page: pages.confirmPage(context, { ...emptyView, values: id === null ? {} : { id } }) };
        if (current !== undefined) {
          await users.confirm(session, current, originOf(request));
          await sessions.renew(reply, actor.portal);
        }
        await users.endLogins(session, id);
        return { to: 'account/sessions?done=ended' };
      },
    });

    scope.ownForm({
      path: 'account/delete',
      schema: schema.currentOnly,
      page: pages.deletePage,
      async submit({ request, reply, actor, session, input }) {
        await users.deleteOwn(session, input.current, originOf(request));
        await contacts.unlinkUser(actor.site, findOwnVisit(request, actor.site, isHttps), session.user.id);
        const { contact_id: contact } = session.user;
        if (contact) await contacts.forgetPerson(actor.site.id, contact);
        await sessions.leave(request, reply, actor.site.id);
        return { to: 'login?done=deleted' };
      },
    });
  });

  // Where the password is changed, for password managers (https://w3c.github.io/webappsec-change-password-url/).
  const open = { constraints: { surface: 'help' }, config: { access: 'public' } } as const;
  http.app.get('/.well-known/change-password', open, async (request, reply) => {
    const all = sites.readAll();
    const portals = await Promise.all(all.map((site) => sessions.read(request, site.id)));
    const own = portals.find(({ session }) => session !== null)?.site ?? (all.length === 1 ? all[0]?.id : undefined);
    return reply.redirect(own ? `/${own}/account/password` : '/', 302);
  });
}
