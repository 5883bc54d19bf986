import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { appError } from '../../platform/errors/index.ts';
import { createHttp, type Http } from '../../platform/http/index.ts';
import type { PortalForms } from './portal-forms.ts';
import { type Fields, FormProblems, PortalScope, readFields, type ScopedForm } from './portal-scope.ts';

let http: Http;
afterEach(() => http.app.close());

/** The session that the browser came with; a form that is shown begins one. */
let binding: string | null;
beforeEach(() => {
  binding = 'session';
});

/** A help center with one form, whose token is good where it names the session that the browser came with. */
function build(form: Partial<ScopedForm<{ fields: Fields }>>): void {
  http = createHttp({
    hosts: new Map([['help.example', 'help']]),
    trustedProxies: [],
    isHttps: true,
    logLevel: 'silent',
    tls: null,
  });
  for (const access of ['portal', 'portal-form']) http.addAccess(access, () => null);
  http.app.register(async (app) => {
    const scope = new PortalScope(app, {
      isHttps: true,
      forms: {
        placeOf: () => ({}),
        bindingOf: () => binding,
        isGood: (_request: unknown, token: string | undefined) => binding !== null && token === binding,
      } as unknown as PortalForms,
      places: {} as never,
      formBytes: 1_000,
      refusalPage: () => '',
    });
    scope.post({
      path: 'form',
      takesFiles: false,
      read: readFields,
      submit: async ({ reply }) => reply.send('done'),
      giveBack: async ({ reply }, { fields }, refusal) =>
        reply.send(`again: ${fields.typed}, ${refusal instanceof FormProblems ? 'wrong' : refusal.code}`),
      ...form,
    });
  });
}

async function post(fields: Fields): Promise<[number, string]> {
  const answer = await http.app.inject({
    method: 'POST',
    url: '/st_1/form',
    headers: { host: 'help.example', 'content-type': 'application/x-www-form-urlencoded' },
    payload: new URLSearchParams(fields).toString(),
  });
  return [answer.statusCode, answer.body];
}

it('[CSRF2] does nothing without a good token, and gives back what was typed', async () => {
  const submit = vi.fn(async ({ reply }) => reply.send('done'));
  build({ submit });
  expect(await post({ form: 'session', typed: 'x' })).toEqual([200, 'done']);
  for (const form of ['', 'another'])
    expect(await post({ form, typed: 'Ada' })).toEqual([403, 'again: Ada, form_expired']);
  binding = null;
  expect(await post({ form: 'null', typed: 'Ada' })).toEqual([403, 'again: Ada, form_expired']);
  expect(submit).toHaveBeenCalledTimes(1);
});

it('[CSRF2] lets nothing be kept of what comes with a token that is not good', async () => {
  const kept: string[] = [];
  build({
    async read(asked, begin) {
      const body = readFields(asked);
      if (await begin(body.fields)) kept.push(body.fields.form ?? '');
      return body;
    },
  });
  await post({ form: 'another' });
  await post({ form: 'session' });
  expect(kept).toEqual(['session']);
});

it('says what is wrong with single fields, and lets what fails in us be no refusal', async () => {
  const failures: unknown[] = [
    new FormProblems([{ field: 'typed', text: 'too short' }]),
    appError('too_many_requests', 'Slower.', { retryAfterS: 1.2 }),
    new Error('ours'),
  ];
  build({ submit: () => Promise.reject(failures.shift()) });
  expect(await post({ form: 'session', typed: 'Ada' })).toEqual([400, 'again: Ada, wrong']);
  expect(await post({ form: 'session', typed: 'Ada' })).toEqual([429, 'again: Ada, too_many_requests']);
  expect((await post({ form: 'session', typed: 'Ada' }))[0]).toBe(500);
});

it('[HC15] has the second of a double click wait for the first, and no other form', async () => {
  const order: string[] = [];
  const first = Promise.withResolvers<void>();
  build({
    nameOf: ({ client = '' }) => client,
    async submit({ reply }, { fields }) {
      order.push(`begins ${fields.typed}`);
      if (fields.typed === 'first') await first.promise;
      order.push(`ends ${fields.typed}`);
      return reply.send('done');
    },
  });
  const one = post({ form: 'session', client: 'a', typed: 'first' });
  await vi.waitFor(() => expect(order).toEqual(['begins first']));
  const twin = post({ form: 'session', client: 'a', typed: 'second' });
  await post({ form: 'session', client: 'b', typed: 'other' });
  first.resolve();
  await Promise.all([one, twin]);
  expect(order).toEqual(['begins first', 'begins other', 'ends other', 'ends first', 'begins second', 'ends second']);
});

it('[HC15] a form that breaks off while it waits for its twin keeps nobody waiting', async () => {
  const first = Promise.withResolvers<void>();
  const waiting = Promise.withResolvers<void>();
  const isRunning = Promise.withResolvers<void>();
  build({
    nameOf: ({ client = '' }) => client,
    async read(asked, begin) {
      const body = readFields(asked);
      if (body.fields.typed !== 'broken') return body;
      void begin(body.fields);
      waiting.resolve();
      throw appError('malformed_request', 'This form did not arrive whole. Send it again.');
    },
    async submit({ reply }, { fields }) {
      isRunning.resolve();
      if (fields.typed === 'first') await first.promise;
      return reply.send('done');
    },
  });
  const one = post({ form: 'session', client: 'a', typed: 'first' });
  await isRunning.promise;
  const broken = post({ form: 'session', client: 'a', typed: 'broken' });
  await waiting.promise;
  expect((await broken)[0]).toBe(400);
  first.resolve();
  await one;
  expect(await post({ form: 'session', client: 'a', typed: 'again' })).toEqual([200, 'done']);
});
