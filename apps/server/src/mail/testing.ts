import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';

/** What a mail server was given. */
export type Received = { from: string; to: string[]; raw: string; isSecure: boolean; user: string | null };

/** A real mail server on loopback that keeps what it gets; `refuse` answers a recipient with a code. */
export async function startSmtpServer(
  options: SMTPServerOptions & { refuse?: (address: string) => number | null } = {},
): Promise<{ port: number; received: Received[]; attempts: string[]; stop(): Promise<void> }> {
  const received: Received[] = [];
  const attempts: string[] = [];
  const { refuse, ...rest } = options;
  const server = new SMTPServer({
    authOptional: true,
    disableReverseLookup: true,
    logger: false,
    ...rest,
    onAuth({ username = '', password }, _session, callback) {
      if (username === 'chat' && password === 'pa:ss/word') callback(null, { user: username });
      else callback(Object.assign(new Error('Wrong'), { responseCode: 535 }));
    },
    onRcptTo({ address }, _session, callback) {
      attempts.push(address);
      const code = refuse?.(address) ?? null;
      callback(code === null ? null : Object.assign(new Error(`No ${address}`), { responseCode: code }));
    },
    onData(stream, session, callback) {
      let raw = '';
      stream.setEncoding('utf8');
      stream.on('data', (part: string) => {
        raw += part;
      });
      stream.on('end', () => {
        const { mailFrom, rcptTo } = session.envelope;
        received.push({
          from: mailFrom ? mailFrom.address : '',
          to: rcptTo.map((one) => one.address),
          raw,
          isSecure: session.secure,
          user: typeof session.user === 'string' ? session.user : null,
        });
        callback();
      });
    },
  });
  // A client that refuses the certificate hangs up; that is what some tests are about.
  server.on('error', () => undefined);
  server.listen(0, '127.0.0.1');
  await once(server.server, 'listening');
  return {
    port: (server.server.address() as AddressInfo).port,
    received,
    attempts,
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
