import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Config, ConfigError, hostsOf, type RunMode, readConfig, settingsMarkdown, withPort } from './index.ts';
import { settings } from './settings.ts';

const urls = ['--service-url=https://chat.x.example', '--workspace-url=https://work.x.example'].concat([
  '--help-url=https://help.x.example',
  '--files-url=https://files.x.example',
]);
const noFile = () => {
  throw new Error('ENOENT: no such file');
};

function read(runMode: RunMode, flags: string[] = [], env: Record<string, string> = {}, readFile = noFile): Config {
  return readConfig(runMode, flags, env, '/srv/porchlight', readFile);
}

function problemsOf(...args: Parameters<typeof read>): string[] {
  try {
    read(...args);
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  return [];
}

describe('the configuration', () => {
  it('has defaults for the demo', () => {
    expect(read('start')).toEqual({
      runMode: 'start',
      port: 8080,
      host: '127.0.0.1',
      dataDir: '/srv/porchlight/data',
      databaseUrl: null,
      origins: {
        service: 'http://chat.localhost',
        workspace: 'http://work.localhost',
        help: 'http://help.localhost',
        files: 'http://files.localhost',
        shop: 'http://shop.localhost',
        blog: 'http://blog.localhost',
      },
      tls: null,
      trustedProxies: [],
      foreignCookies: [],
      commentChecker: null,
      affinity: null,
      mail: null,
      allowsLoopback: true,
      passwords: 'as-set',
      newVisitorsPerMinute: 1200,
      logLevel: 'warn',
    });
  });

  it('has defaults for production, reachable from elsewhere and without a demo', () => {
    expect(read('serve', urls)).toMatchObject({
      runMode: 'serve',
      host: '0.0.0.0',
      allowsLoopback: false,
      origins: { service: 'https://chat.x.example', files: 'https://files.x.example', shop: null, blog: null },
    });
    expect(read('serve', [...urls, '--host', '127.0.0.1']).host).toBe('127.0.0.1');
  });

  it.each<[keyof Config, string, string, string, unknown]>([
    ['port', '--port', 'PORCHLIGHT_PORT', '9090', 9090],
    ['host', '--host', 'PORCHLIGHT_HOST', '::1', '::1'],
    ['dataDir', '--data', 'PORCHLIGHT_DATA', 'elsewhere', '/srv/porchlight/elsewhere'],
    ['dataDir', '--data', 'PORCHLIGHT_DATA', '/var/lib/porchlight', '/var/lib/porchlight'],
    ['databaseUrl', '--database-url', 'PORCHLIGHT_DATABASE_URL', 'postgres://u:p@h/d', 'postgres://u:p@h/d'],
    ['databaseUrl', '--database-url', 'PORCHLIGHT_DATABASE_URL', 'postgresql:///d', 'postgresql:///d'],
    ['trustedProxies', '--trusted-proxies', 'PORCHLIGHT_TRUSTED_PROXIES', '10.0.0.0/8, ::1', ['10.0.0.0/8', '::1']],
    ['newVisitorsPerMinute', '--new-visitors-per-minute', 'PORCHLIGHT_NEW_VISITORS_PER_MINUTE', '7', 7],
    ['passwords', '--passwords', 'PORCHLIGHT_PASSWORDS', 'on', 'on'],
    ['logLevel', '--log-level', 'PORCHLIGHT_LOG_LEVEL', 'debug', 'debug'],
  ])('[CFG1] reads %s from %s and %s', (key, flag, name, text, expected) => {
    expect(read('start', [flag, text])[key]).toEqual(expected);
    expect(read('start', [`${flag}=${text}`])[key]).toEqual(expected);
    expect(read('start', [], { [name]: text })[key]).toEqual(expected);
  });

  it('[CFG1] reads addresses from the environment as well, cut to their origin', () => {
    const env = {
      PORCHLIGHT_SERVICE_URL: 'https://Chat.x.example:443/',
      PORCHLIGHT_WORKSPACE_URL: 'https://work.x.example',
      PORCHLIGHT_HELP_URL: 'https://help.x.example',
      PORCHLIGHT_FILES_URL: 'https://files.x.example',
    };
    expect(read('serve', [], env).origins.service).toBe('https://chat.x.example');
  });

  it('[CFG1] lets a flag win over the environment', () => {
    expect(read('start', ['--port', '1'], { PORCHLIGHT_PORT: '2' }).port).toBe(1);
  });

  it('[CFG1] lists every problem at once, each with what to do', () => {
    const problems = problemsOf(
      'serve',
      ['--port=http', '--service-url=chat', '--help-url=http://help.x.example', '--files-url', '--colour=red'],
      {
        PORCHLIGHT_LOG_LEVEL: 'loud',
        PORCHLIGHT_PROT: '1',
        PORCHLIGHT_TRUSTED_PROXIES: 'everybody',
        PORCHLIGHT_DATABASE_URL: 'mysql://x',
        PORCHLIGHT_NEW_VISITORS_PER_MINUTE: 'many',
        PORCHLIGHT_TLS_CERT: 'cert.pem',
      },
    );
    for (const start of [
      '--port: "http" is no port. Give a number',
      '--service-url: "chat" is no address. Give one like',
      '--help-url: "http://help.x.example" is not https.',
      '--colour=red: no such flag. Known are --port,',
      'PORCHLIGHT_PROT: no such setting. Known are PORCHLIGHT_PORT,',
      'PORCHLIGHT_LOG_LEVEL: "loud" is none of silent,',
      'PORCHLIGHT_TRUSTED_PROXIES: "everybody" is no address or range.',
      'PORCHLIGHT_DATABASE_URL: Only postgres://',
      'PORCHLIGHT_NEW_VISITORS_PER_MINUTE: "many" is no count.',
      '--workspace-url: missing.',
      '--tls-cert and --tls-key: give both or none.',
      '--files-url: a value is missing.',
    ])
      expect(problems).toContainEqual(expect.stringContaining(start));
    expect(problems.filter((one) => one.includes('missing'))).toHaveLength(3);
    expect(() => read('serve', ['--port=x'])).toThrow(/The configuration has \d problems:\n {2}- /);
    expect(() => read('start', ['--port=x'])).toThrow(/has a problem:\n {2}- --port/);
  });

  it.each(['-1', '65536', '1.5', '0x10', ' 80', 'eighty', '1e3'])('[CFG1] takes no port %j', (text) => {
    expect(problemsOf('start', [`--port=${text}`])).toEqual([expect.stringMatching(/^--port: .* Give a number/)]);
  });

  it.each(['10.0.0.0/33', '10.0.0', '999.1.1.1', '::1/129', '10.0.0.0/8/8', '10.0.0.0/', 'localhost'])(
    '[CFG1] trusts no proxy %j',
    (text) => {
      expect(problemsOf('start', [`--trusted-proxies=127.0.0.1,${text}`])).toEqual([
        expect.stringMatching(/^--trusted-proxies: .* is no address or range/),
      ]);
    },
  );

  it('[LB1] takes a name of the node, and nothing that is none', () => {
    expect(read('start', ['--affinity=porch-7.example:8080']).affinity).toBe('porch-7.example:8080');
    for (const text of ['a b', 'a;b', 'ä', 'x'.repeat(101)])
      expect(problemsOf('start', [`--affinity=${text}`])).toEqual([expect.stringContaining('is no name of a node')]);
  });

  it('[REG4] reads what others set beside us from a file, and says what is wrong with it', () => {
    const flag = ['--foreign-cookies=proxy.json'];
    const entry = { name: 'JSESSIONID', purpose: 'Keeps the basket.', setBy: 'the shop', category: 'necessary' };
    const config = read('start', flag, {}, ((file: string) => {
      expect(file).toBe('/srv/porchlight/proxy.json');
      return JSON.stringify([entry]);
    }) as typeof noFile);
    expect(config.foreignCookies).toEqual([{ ...entry, store: 'cookie', maxAgeS: null }]);
    expect(problemsOf('start', flag)).toEqual(['--foreign-cookies: ENOENT: no such file']);
    expect(problemsOf('start', flag, {}, (() => '[{}]') as unknown as typeof noFile)).toEqual([
      expect.stringMatching(/^--foreign-cookies: entry 1: name: give the name of a cookie/),
    ]);
  });

  it('[CFG1] wants a value for each flag', () => {
    expect(problemsOf('start', ['--port'])).toEqual(['--port: a value is missing. Write --port <value>.']);
    expect(problemsOf('start', ['--port='])).toEqual(['--port: a value is missing. Write --port <value>.']);
    expect(problemsOf('start', ['extra'])).toEqual([expect.stringMatching(/^extra: no such flag/)]);
  });

  it('[CFG1] leaves foreign environment alone', () => {
    expect(problemsOf('start', [], { PATH: '/bin', PORT: 'x', PORCHLIGHT_CHROMIUM: '/usr/bin/chromium' })).toEqual([]);
  });
});

describe('addresses', () => {
  it.each(['0.0.0.0', '192.168.1.10', '::', 'shop.example', '127.0.0.1.evil.example'])(
    '[CFG2] refuse to show the demo on %s',
    (host) => {
      expect(problemsOf('start', ['--host', host])).toEqual([expect.stringMatching(/not loopback.*npm run serve/)]);
    },
  );

  it.each(['127.0.0.1', '::1', 'localhost'])('[CFG2] show the demo on %s', (host) => {
    expect(read('start', ['--host', host]).host).toBe(host);
  });

  it('[CFG2] of the demo are not chosen', () => {
    expect(problemsOf('start', ['--service-url', 'https://chat.x.example'])).toEqual([
      expect.stringMatching(/^--service-url: the demo chooses its own addresses/),
    ]);
  });

  it('[CFG2] are all wanted in production', () => {
    expect(problemsOf('serve')).toEqual(
      ['service', 'workspace', 'help', 'files'].map((name) => expect.stringMatching(`^--${name}-url: missing.`)),
    );
  });

  it.each([
    [
      'share a host',
      ['--service-url=https://x.example', '--help-url=https://x.example'],
      /each needs a host of its own/,
    ],
    ['mix schemes', ['--help-url=http://help.localhost'], /use the same scheme/],
    ['are plain http', ['--help-url=http://help.x.example'], /is not https/],
    ['only look like loopback', ['--help-url=http://localhost.x.example'], /is not https/],
    ['have a path', ['--help-url=https://x.example/help'], /has more than a host/],
    ['have a user', ['--help-url=https://ann@x.example'], /has more than a host/],
    ['are of another scheme', ['--help-url=ftp://x.example'], /must begin with https/],
  ])('[CFG2] are refused when they %s', (_name, flags, expected) => {
    const problems = problemsOf('serve', [...urls, ...flags]);
    expect(problems).toContainEqual(expect.stringMatching(expected));
  });

  it('[CFG2] may be plain http on loopback names, to try production', () => {
    const local = ['service', 'workspace', 'help', 'files'].map(
      (name) => `--${name}-url=http://${name}.localhost:8080`,
    );
    expect(read('serve', local).origins.service).toBe('http://service.localhost:8080');
  });

  it('get the port of the demo once it is known, and no other', () => {
    expect(withPort(read('start', ['--port=0']), 4711).origins).toMatchObject({
      service: 'http://chat.localhost:4711',
      blog: 'http://blog.localhost:4711',
    });
    const config = withPort(read('serve', urls), 4711);
    expect([config.port, config.origins.service]).toEqual([4711, 'https://chat.x.example']);
    expect([...hostsOf(config)]).toEqual([
      ['chat.x.example', 'service'],
      ['work.x.example', 'workspace'],
      ['help.x.example', 'help'],
      ['files.x.example', 'files'],
    ]);
    expect(hostsOf(withPort(read('start'), 80)).get('chat.localhost')).toBe('service');
  });
});

describe('certificates', () => {
  const pair = ['--tls-cert=tls/cert.pem', '--tls-key=/etc/key.pem'];
  it('are read from the project folder or an absolute path', () => {
    const config = readConfig('serve', [...urls, ...pair], {}, '/srv/porchlight', (file) => `content of ${file}`);
    expect(config.tls).toEqual({
      cert: `content of ${path.resolve('/srv/porchlight/tls/cert.pem')}`,
      key: 'content of /etc/key.pem',
    });
  });

  it('[CFG1] are a problem when they cannot be read', () => {
    expect(problemsOf('serve', [...urls, ...pair])).toEqual([
      '--tls-cert, --tls-key: cannot be read (ENOENT: no such file). Check path and permissions.',
    ]);
  });
});

it('[CFG1] the table of the README names every setting with its default', () => {
  const table = settingsMarkdown().split('\n');
  expect(table).toHaveLength(2 + Object.keys(settings).length);
  expect(table[0]).toBe('| flag | environment | default | meaning |');
  expect(table).toContain('| `--port` | `PORCHLIGHT_PORT` | `8080` | Port to listen on. 0 lets the system choose. |');
  expect(table.find((row) => row.includes('--database-url'))).toContain('| `PORCHLIGHT_DATABASE_URL` | – |');
  for (const row of table) expect(row.split('|')).toHaveLength(6);
});

describe('[MAIL2] the mail server', () => {
  const from = '--mail-from=Shop <chat@shop.example>';

  it('is given with the address that mails come from', () => {
    expect(read('serve', [...urls, '--smtp-url=smtps://chat:secret@mail.x.example', from]).mail).toEqual({
      smtp: { host: 'mail.x.example', port: 465, user: 'chat', password: 'secret', tls: 'implicit' },
      from: { name: 'Shop', address: 'chat@shop.example' },
    });
    expect(read('serve', urls).mail).toBeNull();
  });

  it('is a problem without the other, in the demo, or where it cannot be read', () => {
    expect(problemsOf('serve', [...urls, from])).toEqual(['--smtp-url and --mail-from: give both or none.']);
    expect(problemsOf('start', ['--smtp-url=smtp://mail.x.example', from])).toHaveLength(1);
    const [problem] = problemsOf('serve', [...urls, '--smtp-url=http://chat:secret@mail.x.example', from]);
    expect(problem).toBe('--smtp-url: Only smtp://… and smtps://… are understood.');
    expect(problemsOf('serve', [...urls, '--smtp-url=smtp://m.x.example', '--mail-from=a@b@c'])).toHaveLength(1);
  });
});
