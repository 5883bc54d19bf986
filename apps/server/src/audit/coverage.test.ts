import type { AuditAnswer, SignedInAnswer, Team } from '@porchlight/protocol';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fromWorkspace, startTestServerOn, type TestServer } from '../testing.ts';
import { cookiesOf } from '../visits/testing.ts';

/** What each request that changes something for members writes down; null where nothing is, and why. */
const written: Record<string, string | readonly string[] | { nothing: string }> = {
  'POST /login': ['login.succeeded', 'login.failed', 'login.new-device'],
  'POST /logout': 'login.ended',
  'POST /resume': ['login.remembered', 'login.remembered-reused'],
  'POST /second-factor': ['login.succeeded', 'login.failed'],
  'POST /passkey-login': ['login.succeeded', 'login.failed'],
  'POST /passkey-options': { nothing: 'asks, and stores nothing' },
  'POST /socket-tokens': { nothing: 'is part of the session' },
  'POST /confirmation': 'login.confirmation-failed',
  'POST /confirmation/passkey-options': { nothing: 'asks, and stores nothing' },
  'POST /notices/read': { nothing: 'is about what was read' },
  'DELETE /sessions': 'login.others-ended',
  'DELETE /sessions/:id': 'login.ended-elsewhere',
  'PUT /password': 'member.password-changed',
  'PATCH /profile': 'member.renamed',
  'POST /email-changes': 'member.address-change-asked',
  'POST /factors/totp': { nothing: 'proposes a key, and stores nothing' },
  'POST /factors/totp/activation': 'factor.added',
  'DELETE /factors/totp': 'factor.removed',
  'POST /factors/passkeys/options': { nothing: 'asks, and stores nothing' },
  'POST /factors/passkeys': 'factor.added',
  'PATCH /factors/passkeys/:passkey': 'factor.renamed',
  'DELETE /factors/passkeys/:passkey': 'factor.removed',
  'POST /factors/recovery-codes': 'factor.recovery-codes-replaced',
  'POST /enter': 'login.succeeded',
  'POST /oidc/attempts': { nothing: 'begins a login, whose end is written down' },
  'POST /confirmation/oidc-attempts': { nothing: 'begins a confirmation, whose failure is written down' },
  'PUT /oidc': ['security.login-service-changed', 'security.passwords-off', 'security.passwords-on'],
  'PUT /second-factor-rule': 'security.second-factor-rule-changed',
  'POST /members': 'member.added',
  'PATCH /members/:member': [
    'member.renamed',
    'member.roles-changed',
    'member.sites-changed',
    'member.teams-changed',
    'member.deactivated',
    'member.reactivated',
  ],
  'DELETE /members/:member/factors': 'member.factors-reset',
  'DELETE /members/:member/sessions': 'member.logins-ended',
  'POST /invitations': 'member.invited',
  'POST /invitations/:member/mails': 'member.invited-again',
  'DELETE /invitations/:member': 'member.invitation-withdrawn',
  'POST /jobs/revivals': 'mail.tried-again',
  'POST /jobs/:job/revivals': 'mail.tried-again',
  'DELETE /jobs/:job': 'mail.put-away',
  'POST /teams': 'team.added',
  'PATCH /teams/:team': ['team.renamed', 'team.members-changed'],
  'DELETE /teams/:team': 'team.removed',
  'POST /tokens': 'api-token.made',
  'DELETE /tokens/:token': 'api-token.ended',
  'POST /sites': 'site.added',
  'PATCH /sites/:site': 'site.changed',
  'POST /sites/:site/identity-keys': 'identity-key.added',
  'DELETE /sites/:site/identity-keys/:key': 'identity-key.removed',
  'PUT /sites/:site/help-center': 'help-center.changed',
  'POST /sites/:site/categories': 'category.added',
  'PATCH /sites/:site/categories/:category': 'category.changed',
  'DELETE /sites/:site/categories/:category': 'category.removed',
  'POST /sites/:site/articles': 'article.added',
  'PATCH /sites/:site/articles/:article': 'article.changed',
  'DELETE /sites/:site/articles/:article': 'article.removed',
  'PUT /sites/:site/articles/:article/texts/:language': 'article.saved',
  'POST /sites/:site/articles/:article/texts/:language/publication': ['article.published', 'article.scheduled'],
  'DELETE /sites/:site/articles/:article/texts/:language/publication': 'article.withdrawn',
  'POST /sites/:site/articles/:article/texts/:language/revisions/:number/restoration': 'article.saved',
  'POST /sites/:site/help-center/moves': ['article.changed', 'category.changed'],
  'POST /sites/:site/article-images': { nothing: 'keeps a picture, which shows once a text with it is saved' },
  'POST /sites/:site/article-imports': ['category.added', 'article.added', 'article.saved', 'article.published'],
  'POST /sites/:site/article-previews': { nothing: 'shows, and stores nothing' },
  'POST /sites/:site/articles/:article/pages/:language': { nothing: 'shows, and stores nothing' },
  'PUT /sites/:site/appearance': 'help-center.appearance-changed',
  'PUT /sites/:site/appearance/logos/:scheme': 'help-center.logo-changed',
  'DELETE /sites/:site/appearance/logos/:scheme': 'help-center.logo-changed',
  'PUT /sites/:site/help-rights': 'help-center.rights-changed',
  'POST /sites/:site/groups': 'group.added',
  'PATCH /sites/:site/groups/:group': 'group.changed',
  'DELETE /sites/:site/groups/:group': 'group.removed',
  'PUT /sites/:site/users/:user/groups': 'user.groups-changed',
  'PATCH /sites/:site/comments/:comment': ['comment.approved', 'comment.rejected', 'comment.marked-as-spam'],
  'DELETE /sites/:site/comments/:comment': 'comment.removed',
  'POST /sites/:site/comments/:comment/replies': ['comment.answered', 'comment.approved'],
  'PUT /sites/:site/comment-settings': 'comment.settings-changed',
  'POST /sites/:site/users/invitations': 'user.invited',
  'DELETE /sites/:site/users/invitations/:invitation': 'user.invitation-withdrawn',
  'PATCH /sites/:site/users/:user': ['user.deactivated', 'user.reactivated'],
  'DELETE /sites/:site/users/:user/sessions': 'user.logins-ended',
  'POST /sites/:site/doctor-codes': 'doctor.code-made',
  'DELETE /sites/:site/visitors/:visitor/aliases/:other': 'visitor.parted',
  'DELETE /visitors/:visitor/aliases/:other': 'visitor.parted',
  'POST /visits/:visit/offers': { nothing: 'is daily work, which stands in the offers' },
  'PUT /availability': { nothing: 'is daily work' },
  'POST /conversations/:conversation/files/:file/links': { nothing: 'is reading' },
};
const ofConversations =
  /^(POST|PUT) \/conversations\/:conversation\/(messages|notes|take|release|end|receipts|uploads)/;

describe.each(['sqlite', 'postgres'] as const)('the audit log on %s', (kind) => {
  let server: TestServer;
  let admin: Awaited<ReturnType<TestServer['logIn']>>;
  beforeAll(async () => {
    server = await startTestServerOn(kind);
    admin = await server.logIn('admin', 'Ada');
  });
  afterAll(() => server.close());

  const send = (method: string, path: string, body?: object, cookie = admin.cookie) => {
    // Entries of one millisecond stand in any order.
    server.clock.advance(1);
    return server.ask('workspace', path, { ...fromWorkspace(cookie, body), method });
  };
  const logged = async (what: string) =>
    (await send('GET', `/api/admin/audit?what=${what}`)).json<AuditAnswer>().entries;

  it('[AUTH15, AUTH44] has a word, or a reason for none, for each route of members that changes something', () => {
    const changing = server.app.http.routes.filter(
      ({ method, url }) => !['GET', 'HEAD'].includes(method) && /^\/api\/(agent|admin)\//.test(url),
    );
    expect(changing.length).toBeGreaterThan(60);
    const names = changing.map(({ method, url }) => `${method} ${url.replace(/^\/api\/(agent|admin)/, '')}`);
    // What agents do in conversations stands in these.
    expect(names.filter((name) => !(name in written) && !ofConversations.test(name))).toEqual([]);
    expect(Object.keys(written).filter((name) => !names.includes(name))).toEqual([]);
  });

  it('[AUTH15] tells which logins somebody ended, from where', async () => {
    const { cookie, member } = await server.logIn('agent', 'Bo');
    const again = await server.ask('workspace', '/api/agent/login', {
      method: 'POST',
      headers: { origin: 'http://workspace.localhost' },
      body: { email: member.email, password: 'a long enough pass phrase' },
    });
    const there = [...cookiesOf(again)].find((one) => one.startsWith('porchlight_agent='))?.split(';')[0] ?? '';
    const { sessions } = (await send('GET', '/api/agent/sessions', undefined, cookie)).json<SignedInAnswer>();
    const other = sessions.find((one) => !one.isThisOne);
    expect((await send('DELETE', `/api/agent/sessions/${other?.id}`, undefined, cookie)).status).toBe(204);
    expect((await send('GET', '/api/agent/session', undefined, there)).status).toBe(401);
    expect((await send('DELETE', '/api/agent/sessions', undefined, cookie)).status).toBe(204);
    expect((await send('DELETE', '/api/agent/sessions/%00', undefined, cookie)).status).toBe(404);
    expect((await logged('login.ended-elsewhere'))[0]).toMatchObject({
      who: { id: member.id },
      from: { ip: '127.0.0.1' },
      before: { interface: 'agent', since: other?.createdAt, browser: 'Chrome 156, Linux' },
    });
    expect((await logged('login.others-ended'))[0]).toMatchObject({ who: { id: member.id }, before: { sessions: 0 } });
  });

  it('[AUTH15] tells of names, passwords and addresses what they were, and never the password', async () => {
    const { cookie, member } = await server.logIn('agent', 'Cy');
    await send('PATCH', '/api/agent/profile', { name: 'Cyril' }, cookie);
    const wrong = await send('POST', '/api/agent/confirmation', { password: 'not this one at all' }, cookie);
    expect(wrong.status).toBe(403);
    const address = { email: 'cyril@shop.example', language: 'en' };
    expect((await send('POST', '/api/agent/email-changes', address, cookie)).status).toBe(202);
    const change = { current: 'a long enough pass phrase', password: 'another otter, louder' };
    expect((await send('PUT', '/api/agent/password', change, cookie)).status).toBe(204);
    const own = (await send('GET', `/api/admin/audit?who=${member.id}`)).json<AuditAnswer>().entries;
    expect(own.slice(0, 3).map(({ what, before, after }) => [what, before, after])).toEqual([
      ['member.password-changed', null, null],
      ['member.address-change-asked', { email: member.email }, { email: 'cyril@shop.example' }],
      ['member.renamed', { name: 'Cy' }, { name: 'Cyril' }],
    ]);
    for (const { from } of own) expect(from).toEqual({ country: 'DE', browser: 'Chrome 156, Linux', ip: '127.0.0.1' });
    expect((await logged('login.confirmation-failed'))[0]).toMatchObject({
      who: { id: null },
      target: { id: member.id },
    });
    const table = (await send('GET', '/api/admin/audit.csv')).body;
    for (const secret of ['otter', 'not this one', 'pass phrase']) expect(table).not.toContain(secret);
  });

  it('[AUTH15] tells of each wrong second factor', async () => {
    const { member, cookie } = await server.logIn('agent', 'Dee');
    const proposed = (await send('POST', '/api/agent/factors/totp', {}, cookie)).json<{ enrolment: string }>();
    const wrong = { factor: 'totp', code: '000000' };
    expect((await send('POST', '/api/agent/confirmation', wrong, cookie)).status).toBe(401);
    expect(proposed.enrolment).not.toBe('');
    expect((await logged('login.confirmation-failed'))[0]).toMatchObject({
      target: { id: member.id },
      after: { interface: 'agent', factor: 'totp' },
      from: { ip: '127.0.0.1' },
    });
  });

  it('[AUTH15] is filtered by each kind, and exported by it', async () => {
    const site = `/api/admin/sites/${server.site.id}`;
    const made = (await send('POST', '/api/admin/teams', { name: 'Care' })).json<Team>();
    await send('DELETE', `/api/admin/teams/${made.id}`);
    await send('POST', `${site}/doctor-codes`, {});
    await send('PATCH', site, { consentPolicy: 'none' });
    await send('PUT', '/api/admin/second-factor-rule', { roles: ['viewer'] });
    for (const what of ['team', 'doctor', 'site', 'security', 'login', 'member', 'audit']) {
      const csv = await send('GET', `/api/admin/audit.csv?what=${what}`);
      const entries = await logged(what);
      expect([what, entries.length > 0]).toEqual([what, true]);
      expect(entries.filter((one) => !one.what.startsWith(`${what}.`))).toEqual([]);
      const rows = csv.body.trim().split('\r\n').slice(1);
      expect(rows.filter((row) => !row.includes(`,${what}.`))).toEqual([]);
      expect(rows.length).toBeGreaterThan(0);
    }
    expect((await logged('security'))[0]).toMatchObject({ before: { roles: [] }, after: { roles: ['viewer'] } });
    expect((await logged('doctor'))[0]).toMatchObject({ who: { name: 'Ada' } });
  });
});
