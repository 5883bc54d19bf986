import { JobRefused } from '../platform/jobs/index.ts';
import { readAddress } from './address.ts';
import { assertHeaders, type Mail, type Mailer } from './mail.ts';

/** Where mails are handed over. `tls`: from the first byte, after STARTTLS or not at all, or (loopback, by wish) none. */
export type SmtpSettings = {
  host: string;
  port: number;
  user: string | null;
  password: string | null;
  tls: 'implicit' | 'starttls' | 'none';
};

export type Sender = { name: string; address: string };

const loopback = /^(localhost|127\.\d+\.\d+\.\d+|\[?::1\]?)$/;

/**
 * Reads `smtps://user:password@host:465` or `smtp://…:587`, which insists on STARTTLS but on loopback, or with
 * `?tls=none`. Throws an Error that says what to do, without what was given: it may hold a password.
 */
export function readSmtpUrl(text: string): SmtpSettings {
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    throw new Error('This is no address. Give one like smtps://user:password@mail.example:465.');
  }
  if (url.protocol !== 'smtp:' && url.protocol !== 'smtps:')
    throw new Error('Only smtp://… and smtps://… are understood.');
  if (!url.hostname) throw new Error('The host is missing. Give one like smtps://user:password@mail.example:465.');
  const tls = url.searchParams.get('tls');
  if ((tls !== null && tls !== 'none') || [...url.searchParams.keys()].some((key) => key !== 'tls') || url.hash)
    throw new Error(
      'After the host only ?tls=none is understood. Write signs like / ? # of a password as %2F %3F %23.',
    );
  if (url.pathname !== '/' && url.pathname !== '') throw new Error('Nothing but a port may stand after the host.');
  const isImplicit = url.protocol === 'smtps:';
  if (isImplicit && tls === 'none') throw new Error('smtps:// is TLS. Write smtp:// to go without.');
  const hasNone = tls === 'none' || loopback.test(url.hostname);
  return {
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: Number(url.port) || (isImplicit ? 465 : 587),
    user: url.username === '' ? null : decodeURIComponent(url.username),
    password: url.password === '' ? null : decodeURIComponent(url.password),
    tls: isImplicit ? 'implicit' : hasNone ? 'none' : 'starttls',
  };
}

/** Reads `Name <address>` or an address; throws an Error that says what to do. */
export function readSender(text: string): Sender {
  const [, name = '', bracketed] = /^([^<>]*)<([^<>]+)>$/.exec(text.trim()) ?? [];
  const address = readAddress(bracketed ?? text);
  if (address === null || /\p{Cc}/u.test(name))
    throw new Error('This is no address. Give one like chat@shop.example or Shop <chat@shop.example>.');
  return { name: name.trim().replace(/^"(.*)"$/, '$1'), address };
}

const waitMs = 20_000;

/** Hands mails to a mail server. `ca` is trusted beside the system's, for tests. */
export function createSmtpMailer(options: {
  smtp: SmtpSettings;
  from: Sender;
  /** Names this side in message ids. */
  host: string;
  ca?: string;
}): Mailer {
  const { smtp, from, host, ca } = options;
  return {
    async send(mail: Mail, signal?: AbortSignal): Promise<void> {
      assertHeaders(mail);
      // Checked again right before it becomes a command: what was stored may be of an earlier version.
      if (readAddress(mail.to) !== mail.to) throw new JobRefused('This is no address that mail can be sent to.');
      // Most processes never send one: what it takes is loaded with the first.
      const { createTransport } = await import('nodemailer');
      const transport = createTransport({
        host: smtp.host,
        port: smtp.port,
        secure: smtp.tls === 'implicit',
        requireTLS: smtp.tls === 'starttls',
        ignoreTLS: smtp.tls === 'none',
        ...(smtp.user === null ? {} : { auth: { user: smtp.user, pass: smtp.password ?? '' } }),
        tls: { minVersion: 'TLSv1.2', ...(ca ? { ca } : {}) },
        name: host,
        connectionTimeout: waitMs,
        greetingTimeout: waitMs,
        socketTimeout: waitMs,
        disableFileAccess: true,
        disableUrlAccess: true,
      });
      const stop = () => transport.close();
      signal?.addEventListener('abort', stop, { once: true });
      try {
        await transport.sendMail({
          from,
          to: { name: '', address: mail.to },
          envelope: { from: from.address, to: [mail.to] },
          subject: mail.subject,
          text: mail.text,
          html: mail.html,
          messageId: `<${mail.id}@${host}>`,
          headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All', ...stopHeaders(mail) },
          disableFileAccess: true,
          disableUrlAccess: true,
        });
      } catch (error) {
        throw describe(error);
      } finally {
        signal?.removeEventListener('abort', stop);
        transport.close();
      }
    },
  };
}

/** How mail programs end mails of a kind by one click (RFC 2369, RFC 8058). */
function stopHeaders({ stopUrl }: Mail): Record<string, string> {
  if (stopUrl === undefined) return {};
  return { 'List-Unsubscribe': `<${stopUrl}>`, 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' };
}

/** The mail server's own words may hold the address or more: only codes are kept. */
function describe(raw: unknown): Error {
  const { code = 'failed', responseCode, command } = raw as { code?: string; responseCode?: number; command?: string };
  const text = ['The mail server could not be used:', code, responseCode, command].filter(Boolean).join(' ');
  const isOfMail = code === 'EENVELOPE' || code === 'EMESSAGE';
  // A server that does not know an address today will not know it in an hour; one that refuses us may tomorrow.
  return isOfMail && (responseCode === undefined || responseCode >= 500) ? new JobRefused(text) : new Error(text);
}
