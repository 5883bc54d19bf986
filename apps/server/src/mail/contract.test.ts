import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { makeCertificates } from '../../../../e2e/browsers/certificates.ts';
import { fakeClock } from '../platform/clock/index.ts';
import { JobRefused } from '../platform/jobs/index.ts';
import { readAddress } from './address.ts';
import { CapturedMailer } from './captured.ts';
import type { Mail, Mailer } from './mail.ts';
import { createSmtpMailer, readSmtpUrl, type SmtpSettings } from './smtp.ts';
import { type Received, startSmtpServer } from './testing.ts';

const mail: Mail = {
  id: 'ms_0001',
  to: 'mia@shop.example',
  subject: 'Ein neues Passwort wählen – jetzt',
  text: 'Grüße,\n.\nein Punkt allein\n',
  html: '<p>Grüße</p>',
};

const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

async function start(...options: Parameters<typeof startSmtpServer>) {
  const server = await startSmtpServer(...options);
  stops.push(server.stop);
  return server;
}

function buildSmtp(port: number, more: Partial<SmtpSettings> = {}, ca?: string): Mailer {
  return createSmtpMailer({
    smtp: { host: 'localhost', port, user: null, password: null, tls: 'none', ...more },
    from: { name: 'Porch, "Shop"', address: 'chat@shop.example' },
    host: 'work.shop.example',
    ...(ca ? { ca } : {}),
  });
}

/** How a mailer is made, and what of it arrived: recipients and subjects. */
const kinds: { name: string; build(): Promise<{ mailer: Mailer; arrived(): { to: string; subject: string }[] }> }[] = [
  {
    name: 'captured',
    async build() {
      const mailer = new CapturedMailer(fakeClock(0));
      return { mailer, arrived: () => mailer.mails.map(({ to, subject }) => ({ to, subject })) };
    },
  },
  {
    name: 'SMTP',
    async build() {
      const server = await start({ disabledCommands: ['STARTTLS', 'AUTH'] });
      return {
        mailer: buildSmtp(server.port),
        // The server shows domains as people write them.
        arrived: () => server.received.map((one) => ({ to: one.to.map(readAddress).join(), subject: subjectOf(one) })),
      };
    },
  },
];

function subjectOf({ raw }: Received): string {
  const [, folded = ''] = /^Subject: (.*(?:\r\n[ \t].*)*)/m.exec(raw) ?? [];
  return folded
    .replace(/\r\n[ \t]/g, ' ')
    .replace(/\?= =\?/g, '?==?')
    .replace(/=\?UTF-8\?Q\?(.*?)\?=/gi, (_all, text: string) => readQuoted(text.replaceAll('_', ' ')))
    .replace(/=\?UTF-8\?B\?(.*?)\?=/gi, (_all, text: string) => Buffer.from(text, 'base64').toString('utf8'));
}

function readQuoted(text: string): string {
  const bytes = text.replace(/=\r\n/g, '').replace(/=([0-9A-F]{2})/g, (_all, hex: string) => `%${hex}`);
  return decodeURIComponent(bytes.replace(/%(?![0-9A-F]{2})/g, '%25'));
}

describe.each(kinds)('[MAIL2] a mailer: $name', ({ build }) => {
  it('brings a mail to its address', async () => {
    const { mailer, arrived } = await build();
    await mailer.send(mail);
    expect(arrived()).toEqual([{ to: 'mia@shop.example', subject: mail.subject }]);
  });

  it.each([
    ['a subject', { subject: 'One\r\nBcc: all@shop.example' }],
    ['an address', { to: 'mia@shop.example\r\nRCPT TO:<eve@shop.example>' }],
    ['an id', { id: 'ms\r\n' }],
  ])('[MAIL3] sends nothing where %s would become another header', async (_name, change) => {
    const { mailer, arrived } = await build();
    await expect(mailer.send({ ...mail, ...change })).rejects.toThrow('line break');
    expect(arrived()).toEqual([]);
  });

  it('[MAIL4] takes addresses with plus, apostrophe and an international domain', async () => {
    const { mailer, arrived } = await build();
    const addresses = ['mia+chat@shop.example', "o'hara@shop.example", 'mia@xn--bcher-kva.example'];
    for (const [at, to] of addresses.entries()) await mailer.send({ ...mail, id: `ms_${at}`, to });
    const to = arrived().map((one) => one.to);
    expect(to.toSorted()).toEqual(addresses.toSorted());
  });
});

describe('[MAIL2] SMTP', () => {
  it('sends plain text and HTML, with headers that no answering machine answers', async () => {
    const server = await start({ disabledCommands: ['STARTTLS', 'AUTH'] });
    await buildSmtp(server.port).send(mail);
    const [{ raw = '', from } = { raw: '', from: '' }] = server.received;
    expect(from).toBe('chat@shop.example');
    expect(raw).toContain('Message-ID: <ms_0001@work.shop.example>');
    expect(raw).toContain('Auto-Submitted: auto-generated');
    expect(raw).toContain('From: "Porch, \\"Shop\\"" <chat@shop.example>');
    expect(raw).toMatch(/Content-Type: text\/plain; charset=utf-8[\s\S]*Content-Type: text\/html; charset=utf-8/);
    expect(readQuoted(raw)).toContain('Grüße,\r\n.\r\nein Punkt allein');
  });

  it('logs in after STARTTLS, with a certificate that it can trust', async () => {
    const { ca, cert, key } = makeCertificates(['localhost']);
    const server = await start({ cert, key, authOptional: false });
    const login = { user: 'chat', password: 'pa:ss/word', tls: 'starttls' } as const;
    await buildSmtp(server.port, login, ca).send(mail);
    expect(server.received).toMatchObject([{ isSecure: true, user: 'chat', to: ['mia@shop.example'] }]);
  });

  it('speaks TLS from the first byte where the address says so', async () => {
    const { ca, cert, key } = makeCertificates(['localhost']);
    const server = await start({ cert, key, secure: true });
    await buildSmtp(server.port, { tls: 'implicit' }, ca).send(mail);
    expect(server.received).toMatchObject([{ isSecure: true }]);
  });

  it('sends nothing to a server that it cannot trust, or that has no TLS where it must', async () => {
    const { cert, key } = makeCertificates(['localhost']);
    const foreign = await start({ cert, key });
    await expect(buildSmtp(foreign.port, { tls: 'starttls' }).send(mail)).rejects.not.toBeInstanceOf(JobRefused);
    const bare = await start({ disabledCommands: ['STARTTLS', 'AUTH'] });
    await expect(buildSmtp(bare.port, { tls: 'starttls' }).send(mail)).rejects.toThrow('ETLS');
    expect([...foreign.attempts, ...bare.attempts]).toEqual([]);
  });

  it('[JOB3] gives up on an address that is refused for good, and not on a server that is busy, down or refuses us', async () => {
    const server = await start({
      disabledCommands: ['STARTTLS'],
      allowInsecureAuth: true,
      refuse: (address) => (address.startsWith('gone') ? 550 : address.startsWith('busy') ? 451 : null),
    });
    const mailer = buildSmtp(server.port);
    await expect(mailer.send({ ...mail, to: 'gone@shop.example' })).rejects.toBeInstanceOf(JobRefused);
    await expect(mailer.send({ ...mail, to: 'busy@shop.example' })).rejects.not.toBeInstanceOf(JobRefused);
    const stranger = buildSmtp(server.port, { user: 'chat', password: 'wrong' });
    await expect(stranger.send(mail)).rejects.not.toBeInstanceOf(JobRefused);
    // Neither address nor password stand in what is kept.
    const words = await mailer.send({ ...mail, to: 'gone@shop.example' }).catch((error: Error) => error.message);
    expect(words).not.toMatch(/gone|shop/);
    await server.stop();
    stops.pop();
    await expect(mailer.send(mail)).rejects.not.toBeInstanceOf(JobRefused);
  });

  it('[MAIL4] names a quoted address to the server as one recipient', async () => {
    // The server of the other tests reads no quoted address; here only the commands matter.
    const said: string[] = [];
    const server = createServer((socket) => {
      socket.write('220 here\r\n');
      socket.on('data', (data) => {
        for (const line of data.toString().split('\r\n').filter(Boolean)) {
          said.push(line);
          socket.write(line.startsWith('RCPT') ? '550 no\r\n' : '250 ok\r\n');
        }
      });
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    stops.push(() => new Promise((resolve) => server.close(() => resolve())));
    const { port } = server.address() as AddressInfo;
    const to = '"mia@x, eve b"@shop.example';
    await expect(buildSmtp(port).send({ ...mail, to })).rejects.toBeInstanceOf(JobRefused);
    expect(said.filter((line) => line.startsWith('RCPT'))).toEqual([`RCPT TO:<${to}>`]);
  });

  it('stops when it is told to', async () => {
    const server = await start({ disabledCommands: ['STARTTLS', 'AUTH'], onConnect: () => undefined });
    const controller = new AbortController();
    const sending = buildSmtp(server.port)
      .send(mail, controller.signal)
      .catch((error: Error) => error);
    controller.abort();
    await server.stop();
    stops.pop();
    expect(await sending).toBeInstanceOf(Error);
  });
});

describe('[MAIL2] the address of a mail server', () => {
  it('is read with its login, and insists on TLS but on loopback or by wish', () => {
    expect(readSmtpUrl('smtps://chat:pa%3Ass%2Fword@mail.example')).toEqual({
      host: 'mail.example',
      port: 465,
      user: 'chat',
      password: 'pa:ss/word',
      tls: 'implicit',
    });
    expect(readSmtpUrl('smtp://mail.example')).toMatchObject({ port: 587, user: null, tls: 'starttls' });
    expect(readSmtpUrl('smtp://relay.internal:25?tls=none')).toMatchObject({ port: 25, tls: 'none' });
    expect(readSmtpUrl('smtp://localhost:2525').tls).toBe('none');
  });

  it.each(['mail.example', 'https://mail.example', 'smtp://', 'smtp://m.example/?tls=maybe', 'smtps://m?tls=none'])(
    'is a problem that tells no password: %s',
    (text) => {
      expect(() => readSmtpUrl(text)).toThrow(/^(?!.*m\.example)/);
    },
  );
});
