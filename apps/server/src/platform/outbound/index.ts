import { lookup as lookUp } from 'node:dns';
import type { ClientRequest } from 'node:http';
import { BlockList, isIP, type LookupFunction } from 'node:net';

/** Why nothing came of a request: what an admin has to change is told by it. */
export type OutboundFailure = 'address' | 'redirect' | 'status' | 'late' | 'large' | 'unreachable';

/** A request to another server came to nothing. */
export class OutboundError extends Error {
  override readonly name = 'OutboundError';
  readonly failure: OutboundFailure;
  constructor(failure: OutboundFailure, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.failure = failure;
  }
}

export type Resolve = (host: string) => Promise<{ address: string; family: number }[]>;

/** Reads what stands at an address; throws OutboundError. */
export type ReadText = (url: string) => Promise<string>;

type Options = {
  /** Addresses on this machine, and plain http to them: in the demo alone. */
  allowsLoopback?: boolean;
  /** For all of it: name, connection, answer. */
  timeoutMs?: number;
  maxBytes?: number;
  resolve?: Resolve;
};

/**
 * Makes a reader of addresses that somebody typed: https alone, never to an address that is not public (every address
 * that the name has must be, and the connection goes to those that were looked at), no redirects, bounded in time and
 * size. What an answer says is not looked at.
 */
export function createReadText(options: Options = {}): ReadText {
  const { allowsLoopback = false, timeoutMs = 5_000, maxBytes = 262_144, resolve } = options;
  return async (text) => {
    const url = URL.parse(text);
    if (!url || !isAllowedUrl(url, allowsLoopback))
      throw new OutboundError('address', 'This is no https address of a public server.');
    const controller = new AbortController();
    const { promise: late, reject } = Promise.withResolvers<never>();
    const timer = setTimeout(() => {
      reject(new OutboundError('late', `There was no whole answer within ${timeoutMs} ms.`));
      controller.abort();
    }, timeoutMs);
    try {
      return await Promise.race([read(url, controller.signal), late]);
    } finally {
      clearTimeout(timer);
      controller.abort();
    }
  };

  async function read(url: URL, signal: AbortSignal): Promise<string> {
    const addresses = await findAddresses(url, { allowsLoopback, allowsPrivate: false, resolve });
    return readFrom(url, addresses, signal, maxBytes);
  }
}

/**
 * The addresses of a URL's host, each one that may be asked. Private networks are where `allowsPrivate` says so, this
 * machine's own link never is. Throws OutboundError.
 */
export async function findAddresses(
  url: URL,
  options: { allowsLoopback: boolean; allowsPrivate: boolean; resolve?: Resolve | undefined },
): Promise<{ address: string; family: number }[]> {
  const host = hostOf(url);
  const isHere = options.allowsLoopback && isLoopbackName(host);
  const resolve = options.resolve ?? resolveName;
  const addresses = isIP(host)
    ? [{ address: host, family: isIP(host) }]
    : isHere
      ? [{ address: '127.0.0.1', family: 4 }]
      : await resolve(host).catch((error: unknown) => {
          throw new OutboundError('unreachable', `The name ${host} is not known.`, error);
        });
  if (addresses.length === 0) throw new OutboundError('unreachable', `The name ${host} has no address.`);
  const isGood = ({ address }: { address: string }) =>
    isPublicAddress(address) || (options.allowsPrivate && isPrivateAddress(address));
  if (!isHere && !addresses.every(isGood))
    throw new OutboundError(
      'address',
      `${host} is not an address of ${options.allowsPrivate ? 'another' : 'a public'} server.`,
    );
  return addresses;
}

function hostOf(url: URL): string {
  return url.hostname.replace(/^\[|\]$/g, '');
}

/** https without a name and a password in it; plain http to this machine where that is allowed. */
export function isAllowedUrl(url: URL, allowsLoopback: boolean): boolean {
  if (url.username !== '' || url.password !== '') return false;
  return url.protocol === 'https:' || (url.protocol === 'http:' && allowsLoopback && isLoopbackName(hostOf(url)));
}

function isLoopbackName(host: string): boolean {
  return host === 'localhost' || host.endsWith('.localhost') || host === '::1' || /^127(\.\d+){3}$/.test(host);
}

const closed = new BlockList();
for (const range of [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/3',
]) {
  const [net = '', bits] = range.split('/');
  closed.addSubnet(net, Number(bits), 'ipv4');
}
/** The addresses of the internet, and what in them leads back into IPv4 or is for documents alone. */
const global = new BlockList();
global.addSubnet('2000::', 3, 'ipv6');
const tunnels = new BlockList();
tunnels.addSubnet('2001::', 23, 'ipv6');
tunnels.addSubnet('2001:db8::', 32, 'ipv6');
tunnels.addSubnet('2002::', 16, 'ipv6');
tunnels.addSubnet('3fff::', 20, 'ipv6');

/** Tells whether an IP address belongs to the internet: none of this machine, of a private network, or of neither. */
export function isPublicAddress(address: string): boolean {
  const family = isIP(address);
  if (family === 4) return !closed.check(address, 'ipv4');
  return family === 6 && global.check(address, 'ipv6') && !tunnels.check(address, 'ipv6');
}

const inside = new BlockList();
inside.addSubnet('10.0.0.0', 8, 'ipv4');
inside.addSubnet('100.64.0.0', 10, 'ipv4');
inside.addSubnet('172.16.0.0', 12, 'ipv4');
inside.addSubnet('192.168.0.0', 16, 'ipv4');
inside.addSubnet('fc00::', 7, 'ipv6');

/** Tells whether an IP address belongs to an organisation's own network. */
function isPrivateAddress(address: string): boolean {
  return inside.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');
}

function resolveName(host: string): Promise<{ address: string; family: number }[]> {
  return new Promise((done, fail) => {
    lookUp(host, { all: true }, (error, addresses) => (error ? fail(error) : done(addresses)));
  });
}

/** Connects to these addresses: the name is not looked up a second time, it may have another address by then. */
export function lookupOf(addresses: { address: string; family: number }[]): LookupFunction {
  return (_host, options, done) => {
    const [first] = addresses;
    if (options.all) done(null, addresses);
    else if (first) done(null, first.address, first.family);
  };
}

async function readFrom(
  url: URL,
  addresses: { address: string; family: number }[],
  signal: AbortSignal,
  maxBytes: number,
): Promise<string> {
  const lookup = lookupOf(addresses);
  // Loaded when it is needed: importing node:http also loads Node's fetch and WebSocket, seven megabytes in all.
  const { request: send } = await (url.protocol === 'https:' ? import('node:https') : import('node:http'));
  return new Promise((done, fail) => {
    const headers = { accept: 'application/json', 'user-agent': 'Porchlight' };
    const request: ClientRequest = send(url, { lookup, signal, headers, agent: false }, (response) => {
      const { statusCode = 0 } = response;
      const stop = (failure: OutboundFailure, message: string) => {
        fail(new OutboundError(failure, message));
        request.destroy();
      };
      if (statusCode >= 300 && statusCode < 400)
        return stop('redirect', 'The address leads on to another one. Use that one.');
      if (statusCode !== 200) return stop('status', `The server answered with ${statusCode}.`);
      const parts: Buffer[] = [];
      let length = 0;
      response.on('data', (part: Buffer) => {
        length += part.length;
        if (length > maxBytes) stop('large', `The answer is longer than ${maxBytes} bytes.`);
        else parts.push(part);
      });
      response.on('error', (error) => fail(new OutboundError('unreachable', 'The answer broke off.', error)));
      response.on('end', () => done(Buffer.concat(parts).toString()));
    });
    request.on('error', (error) => fail(new OutboundError('unreachable', 'The server cannot be reached.', error)));
    request.end();
  });
}
