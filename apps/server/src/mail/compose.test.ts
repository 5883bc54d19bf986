import { describe, expect, it } from 'vitest';
import { composeMail, type MailContent, type MailLanguage } from './compose.ts';
import { de } from './texts-de.ts';
import { en } from './texts-en.ts';

const url = 'https://work.shop.example/reset#abc';
const facts = { at: Date.UTC(2026, 10, 22, 9, 5), browser: 'Firefox', os: 'Linux', country: 'AT' };
const contents: MailContent[] = [
  ...(['invitation', 'password-reset', 'email-change', 'email-changed'] as const).map((template) => ({
    template,
    url,
    lifeMs: 3_600_000,
  })),
  { template: 'device-code', code: 'ABCD-EFGH-2345', lifeMs: 1_800_000 },
  ...(['user-registration', 'user-invitation', 'user-reset', 'user-email-change', 'user-email-changed'] as const).map(
    (template) => ({ template, url, code: 'ABCD-EFGH-2345', lifeMs: 3_600_000 }),
  ),
  { template: 'user-known', url },
  ...(
    [
      'user-remembered-login-reused',
      'user-password-changed',
      'user-deleted',
      'remembered-login-reused',
      'password-changed',
      'factor-reset',
      'factor-changed',
      'login-service-linked',
      'recovery-code-used',
      'new-device',
    ] as const
  ).map((template) => ({ template, url, facts })),
];

describe.each<MailLanguage>(['en', 'de'])('mails in %s', (language) => {
  it.each(contents)('[MAIL3] $template says the same in both forms', (content) => {
    const { subject, text, html } = composeMail(content, { language, host: 'work.shop.example' });
    expect(subject).toMatch(/^[\p{L}\p{N} ,–.]+$/u);
    expect(text).not.toMatch(/undefined|null|NaN|\[object/);
    expect(html).not.toMatch(/undefined|>null|NaN|\[object/);
    expect(html).toContain(`<html lang="${language}">`);
    expect(html).not.toMatch(/<script|<img|javascript:/i);
    const opens = 'url' in content ? content.url : 'code' in content ? content.code : '';
    expect(text).toContain(opens);
    expect(html).toContain(opens);
    expect(text).toContain('work.shop.example');
  });
});

it('says what happened where in the language of the mail', () => {
  const { text } = composeMail({ template: 'new-device', url, facts }, { language: 'de', host: 'work.shop.example' });
  expect(text).toContain('22. November 2026 um 09:05 (UTC)\nWomit: Firefox unter Linux\nVon wo: Österreich');
});

it('[MAIL3] repeats no name that a browser made up', () => {
  const { html, text } = composeMail(
    { template: 'new-device', url, facts: { ...facts, browser: 'Buy now at evil.example', os: '<b>"&' } },
    { language: 'en', host: 'x' },
  );
  expect(html + text).not.toMatch(/evil|<b>/);
});

it('has every text in both languages', () => {
  const keys = (value: object): unknown[] =>
    Object.entries(value).map(([key, one]) => [
      key,
      typeof one === 'object' ? (Array.isArray(one) ? one.length : keys(one)) : typeof one,
    ]);
  expect(keys(de)).toEqual(keys(en));
});
