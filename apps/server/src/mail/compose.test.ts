import { type HelpLanguage, helpLanguages } from '@porchlight/protocol';
import { describe, expect, it } from 'vitest';
import { composeMail, type MailContent } from './compose.ts';
import { ar } from './texts/ar.ts';
import { de } from './texts/de.ts';
import { en } from './texts/en.ts';
import { es } from './texts/es.ts';
import { fr } from './texts/fr.ts';

const host = 'work.shop.example';
const url = 'https://work.shop.example/reset#abc';
const stopUrl = 'https://work.shop.example/stop';
const code = 'ABCD-EFGH-2345';
const lifeMs = 3_600_000;
const facts = { at: Date.UTC(2026, 10, 22, 9, 5), browser: 'Firefox', os: 'Linux', country: 'AT' };
const toMembers: MailContent[] = [
  ...(['invitation', 'password-reset', 'email-change', 'email-changed'] as const).map((template) => ({
    template,
    url,
    lifeMs,
  })),
  ...(
    [
      'remembered-login-reused',
      'password-changed',
      'factor-reset',
      'factor-changed',
      'login-service-linked',
      'recovery-code-used',
      'new-device',
    ] as const
  ).map((template) => ({ template, url, facts })),
  { template: 'comments-new', url, stopUrl },
];
const toVisitors: MailContent[] = [
  { template: 'device-code', code, lifeMs: 1_800_000 },
  ...(
    [
      'user-registration',
      'user-invitation',
      'user-reset',
      'user-email-change',
      'user-email-changed',
      'user-conversations',
      'subscription-code',
    ] as const
  ).map((template) => ({ template, url, code, lifeMs })),
  { template: 'user-known', url },
  { template: 'ticket-received', url },
  { template: 'ticket-replied', url, replies: [{ text: 'Hello\nthere', files: 2 }] },
  ...(['article-new', 'article-changed'] as const).map((template) => ({ template, url, stopUrl, title: 'Cookies' })),
  { template: 'comment-answered', url, stopUrl },
  ...(['user-remembered-login-reused', 'user-password-changed', 'user-deleted'] as const).map((template) => ({
    template,
    url,
    facts,
  })),
];

describe.each(helpLanguages)('mails in %s', (language) => {
  const isOfMembers = language === 'en' || language === 'de';
  it.each([...(isOfMembers ? toMembers : []), ...toVisitors])(
    '[MAIL3] $template says the same in both forms',
    (content) => {
      const { subject, text, html } = composeMail(content, { language, host });
      expect(subject).toMatch(/^[\p{L}\p{M}\p{N} ,–.:’]+$/u);
      expect(text).not.toMatch(/undefined|null|NaN|\[object/);
      expect(html).not.toMatch(/undefined|>null|NaN|\[object/);
      const dir = language === 'ar' ? 'rtl' : 'ltr';
      expect(html).toContain(`<html lang="${language}" dir="${dir}">`);
      // Mailboxes drop what stands on the document itself.
      expect(html).toContain(
        `<body style="margin:0;padding:24px;font:16px/1.5 system-ui,sans-serif"><div lang="${language}" dir="${dir}"`,
      );
      expect(html).not.toMatch(/<script|<img|javascript:/i);
      for (const opens of ['url', 'code', 'stopUrl'].flatMap((key) =>
        key in content ? [content[key as never]] : [],
      )) {
        expect(text).toContain(opens);
        expect(html).toContain(opens);
      }
      expect(text).toContain(host);
    },
  );

  it.each(toVisitors)('[LANG1, MAIL3] $template says nothing in the words of another language', (content) => {
    const own = composeMail(content, { language, host });
    for (const other of helpLanguages.filter((one) => one !== language)) {
      expect(own.subject).not.toBe(composeMail(content, { language: other, host }).subject);
    }
    if (language === 'ar') {
      const foreign = [url, stopUrl, host, code, 'Hello', 'there', 'Cookies', 'Firefox', 'Linux', 'UTC'];
      const rest = foreign.reduce((text, one) => text.replaceAll(one, ''), own.text);
      expect(rest).not.toMatch(/[A-Za-z]/);
    }
  });
});

it('[MAIL3] writes to members in English where there are no words of theirs', () => {
  const { text, html } = composeMail({ template: 'new-device', url, facts }, { language: 'fr', host });
  expect(text).toContain('When: November 22, 2026');
  expect(html).toContain('<html lang="en" dir="ltr">');
});

it.each<[HelpLanguage, string]>([
  ['de', '22. November 2026 um 09:05 (UTC)\nWomit: Firefox unter Linux\nVon wo: Österreich'],
  ['fr', '22 novembre 2026 à 09:05 (UTC)\nAvec\u00a0: Firefox sous Linux\nD’où\u00a0: Autriche'],
  ['es', '22 de noviembre de 2026 a las 9:05 (UTC)\nCon: Firefox en Linux\nDesde: Austria'],
  ['ar', '(UTC)\nبواسطة: \u2068Firefox\u2069 على \u2068Linux\u2069\nمن: النمسا'],
])('says what happened where in the language of the mail: %s', (language, expected) => {
  expect(composeMail({ template: 'user-password-changed', url, facts }, { language, host }).text).toContain(expected);
});

it('[MAIL3] puts what is written from left to right apart in mails from right to left', () => {
  const { html } = composeMail(
    { template: 'ticket-replied', url, replies: [{ text: 'Hello', files: 0 }] },
    { language: 'ar', host },
  );
  expect(html).toContain('border-right:3px');
  expect(html).toContain(`<span dir="ltr" style="word-break:break-all">${url}</span>`);
});

it('[MAIL3] repeats no name that a browser made up', () => {
  const { html, text } = composeMail(
    { template: 'new-device', url, facts: { ...facts, browser: 'Buy now at evil.example', os: '<b>"&' } },
    { language: 'en', host: 'x' },
  );
  expect(html + text).not.toMatch(/evil|<b>/);
});

/** Which texts there are, and what is filled in each. */
function shapeOf(value: unknown): unknown {
  if (typeof value === 'function') {
    const marks = Array.from({ length: value.length }, (_, at) => `{${at}}`);
    return marks.filter((mark) => String(value(...marks)).includes(mark));
  }
  if (Array.isArray(value)) return value.length > 0;
  if (typeof value !== 'object' || value === null) return typeof value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, shapeOf(one)]));
}

it('[LANG1] has every text for members in both languages', () => {
  expect(shapeOf(de)).toEqual(shapeOf(en));
});

it.each(Object.entries({ de, fr, es, ar }))('[LANG1] has every text for visitors in %s', (_, texts) => {
  const templates = toMembers.map(({ template }) => template as string);
  const whole = Object.fromEntries(Object.entries(en).filter(([key]) => !templates.includes(key)));
  const own = Object.fromEntries(Object.entries(texts).filter(([key]) => !templates.includes(key)));
  expect(shapeOf(own)).toEqual(shapeOf(whole));
});
