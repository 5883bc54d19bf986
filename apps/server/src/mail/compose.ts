import { cleanLine, directionOf, type HelpLanguage, limits, type MailLanguage } from '@porchlight/protocol';
import { html, type SafeHtml } from '../platform/html/index.ts';
import type { Mail } from './mail.ts';
import { ar } from './texts/ar.ts';
import { de } from './texts/de.ts';
import { en, type MailTexts, type VisitorMailTexts } from './texts/en.ts';
import { es } from './texts/es.ts';
import { fr } from './texts/fr.ts';

/** [MAIL3] Members' mails are in the languages of the workspace, those to guests and users in these. */
const toMembers: Record<MailLanguage, MailTexts> = { en, de };
const toVisitors: Record<HelpLanguage, VisitorMailTexts> = { en, de, fr, es, ar };

/** The mails about an account that ask for nothing. */
export const notices = [
  'remembered-login-reused',
  'password-changed',
  'factor-reset',
  'factor-changed',
  'recovery-code-used',
  'new-device',
  'login-service-linked',
] as const;
export type Notice = (typeof notices)[number];

/** Notices to users of a help center. */
export const userNotices = ['user-remembered-login-reused', 'user-password-changed', 'user-deleted'] as const;
export type UserNotice = (typeof userNotices)[number];

/** Mails to users that hold a code, which is typed in on a page of the help center (decision 0031). */
export type UserCodeMail =
  | 'user-registration'
  | 'user-invitation'
  | 'user-reset'
  | 'user-email-change'
  | 'user-email-changed'
  | 'user-conversations';

/** What a member answered to a contact form, and how many files came with it. */
export type Reply = { text: string; files: number };

/** Mails to subscribers of articles, who may end them [HC20]. */
export type NewsMail = 'article-new' | 'article-changed';

/** Mails about comments, which whoever gets them may end [HC13]. */
export type CommentMail = 'comment-answered' | 'comments-new';

export type LinkMail = 'invitation' | 'password-reset' | 'email-change' | 'email-changed';

/** What happened where, in words of ours: `browser` and `os` as the parser names them, `at` in ms. */
export type NoticeFacts = {
  at: number;
  browser: string | null;
  os: string | null;
  /** Two letters. */
  country: string | null;
};

/** What a mail says. Nothing in it was typed by anybody but members who answer [MAIL3]. */
export type MailContent =
  | { template: LinkMail; url: string; lifeMs: number }
  | { template: 'device-code'; code: string; lifeMs: number }
  | { template: UserCodeMail; code: string; url: string; lifeMs: number }
  /** Somebody wanted to make an account that is there already. */
  | { template: 'user-known'; url: string }
  | { template: 'ticket-received'; url: string }
  | { template: 'ticket-replied'; url: string; replies: readonly Reply[] }
  | { template: 'subscription-code'; code: string; url: string; lifeMs: number }
  /** `title`: of an article that editors put out for whoever gets the mail [MAIL3]. */
  | { template: NewsMail; title: string; url: string; stopUrl: string }
  | { template: CommentMail; url: string; stopUrl: string }
  | { template: Notice | UserNotice; url: string; facts: NoticeFacts };

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** Subject, plain text and simple HTML of a mail; `host` says who sends it. */
export function composeMail(
  content: MailContent,
  { language: wanted, host }: { language: HelpLanguage; host: string },
): Pick<Mail, 'subject' | 'text' | 'html' | 'stopUrl'> {
  const [language, texts, own] = textsFor(content.template, wanted);
  const dir = directionOf(language);
  const start = dir === 'rtl' ? 'right' : 'left';
  const code = 'code' in content ? content.code : null;
  const link = 'url' in content && own.button ? { url: content.url, label: own.button } : null;
  const facts = 'facts' in content ? describeFacts(content.facts, texts, language) : [];
  const said = 'replies' in content ? content.replies.flatMap((one) => sayReply(one, texts)) : [];
  const after = afterwards(content, own, texts);
  const stopUrl = 'stopUrl' in content ? content.stopUrl : null;
  const title = 'title' in content ? cleanLine(content.title, limits.articleTitleChars) : null;
  const subject = title === null ? own.subject : `${own.subject}: ${title}`;
  const text = [
    ...own.text,
    ...said,
    ...(title === null ? [] : [title]),
    ...(facts.length > 0 ? [facts.join('\n')] : []),
    ...(code ? [code] : []),
    ...(link ? [`${link.label}:\n${link.url}`] : []),
    ...after,
    ...(stopUrl ? [`${texts.stop}\n${stopUrl}`] : []),
    `-- \n${texts.foot(host)}`,
  ].join('\n\n');
  const page = html`<!doctype html><html lang="${language}" dir="${dir}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark"><title>${subject}</title></head><body style="margin:0;padding:24px;font:16px/1.5 system-ui,sans-serif"><div lang="${language}" dir="${dir}" style="max-width:32em;margin:0 auto;text-align:${start}"><h1 style="font-size:20px;line-height:1.3">${own.subject}</h1>${own.text.map((one) => html`<p>${one}</p>`)}${title === null ? null : html`<p dir="auto" style="text-align:${start}"><b>${title}</b></p>`}${said.map((one) => html`<p style="white-space:pre-wrap;border-${start}:3px solid #1d4d6b;padding-${start}:12px" dir="auto">${one}</p>`)}${facts.length > 0 ? html`<p>${facts.map((one, at) => html`${at > 0 ? html`<br>` : null}${one}`)}</p>` : null}${code ? html`<p style="font:700 26px/1.4 ui-monospace,monospace;letter-spacing:2px"><span dir="ltr">${code}</span></p>` : null}${link ? button(link, texts) : null}${after.map((one) => html`<p>${one}</p>`)}${stopUrl ? html`<p style="font-size:13px"><a href="${stopUrl}">${texts.stopLink}</a></p>` : null}<p style="margin-top:32px;font-size:13px;opacity:.75">${texts.foot(host)}</p></div></body></html>`;
  return { subject, text: `${text}\n`, html: page.toString(), ...(stopUrl ? { stopUrl } : {}) };
}

function button({ url, label }: { url: string; label: string }, texts: VisitorMailTexts): SafeHtml {
  return html`<p style="margin:24px 0"><a href="${url}" style="display:inline-block;padding:12px 20px;border-radius:8px;background:#1d4d6b;color:#ffffff;text-decoration:none;font-weight:600">${label}</a></p><p style="font-size:13px">${texts.copyLink}<br><span dir="ltr" style="word-break:break-all">${url}</span></p>`;
}

/** As much of an answer as a mail holds; the rest stands on the page. */
const replyChars = 4_000;

function sayReply({ text, files }: Reply, texts: VisitorMailTexts): string[] {
  const isLong = text.length > replyChars;
  const words = isLong ? `${text.slice(0, replyChars).toWellFormed()} …` : text;
  return [...(words === '' ? [] : [words]), ...(files > 0 ? [texts.replyFiles(files)] : [])];
}

type OwnTexts = { subject: string; text: string[]; after?: string[]; button?: string };

/** The texts of a mail, in the language that it is in: what goes to members is in English where it is not in German. */
function textsFor(
  template: MailContent['template'],
  wanted: HelpLanguage,
): [language: HelpLanguage, texts: VisitorMailTexts, own: OwnTexts] {
  const texts = toVisitors[wanted];
  const own: OwnTexts | undefined = texts[template as keyof VisitorMailTexts & typeof template];
  if (own) return [wanted, texts, own];
  const language = wanted === 'de' ? 'de' : 'en';
  return [language, toVisitors[language], toMembers[language][template]];
}

function afterwards(content: MailContent, { after = [] }: OwnTexts, texts: VisitorMailTexts): string[] {
  if (!('lifeMs' in content)) return after;
  const life = lifeInWords(content.lifeMs, texts);
  return 'code' in content ? [texts.codeLife(life), ...after] : [texts.linkLife(life)];
}

function lifeInWords(ms: number, texts: VisitorMailTexts): string {
  if (ms >= 3 * dayMs) return texts.days(Math.round(ms / dayMs));
  return ms >= 2 * hourMs ? texts.hours(Math.round(ms / hourMs)) : texts.minutes(Math.round(ms / minuteMs));
}

/** What browsers call themselves is text of others: only these names are repeated. */
const browsers = /^(?:Chrome|Chromium|Firefox|Safari|Microsoft Edge|Opera|Samsung Internet for Android)(?: \d{1,4})?$/;
const systems = /^(?:Windows|macOS|Linux|Android|iOS|Chrome OS)$/;

function describeFacts(
  { at, browser, os, country }: NoticeFacts,
  texts: VisitorMailTexts,
  language: HelpLanguage,
): string[] {
  const time = new Intl.DateTimeFormat(language === 'ar' ? 'ar-u-nu-latn' : language, {
    dateStyle: 'long',
    timeStyle: 'short',
    timeZone: 'UTC',
  });
  const named = country && /^[A-Z]{2}$/.test(country) ? new Intl.DisplayNames(language, { type: 'region' }) : null;
  const knownBrowser = browser && browsers.test(browser) ? browser : null;
  const knownSystem = os && systems.test(os) ? os : null;
  return [
    texts.at(time.format(at)),
    ...(knownBrowser || knownSystem ? [texts.device(knownBrowser ?? texts.unknown, knownSystem ?? texts.unknown)] : []),
    ...(named && country ? [texts.country(named.of(country) ?? country)] : []),
  ];
}
