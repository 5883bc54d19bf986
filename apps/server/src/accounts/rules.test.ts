import { describe, expect, it } from 'vitest';
import { fakeClock } from '../platform/clock/index.ts';
import { Attempts, waitInWords } from './attempts.ts';
import { checkNewPassword } from './new-password.ts';
import { hashPassword, isPasswordOf } from './password-hash.ts';
import { defaultSessionLimits, emailKeyOf, isSessionOver, networkOf } from './rules.ts';

const minute = 60_000;

describe('sessions', () => {
  it.each([
    ['agent', 59, 'live'],
    ['agent', 60, 'over'],
    ['admin', 29, 'live'],
    ['admin', 30, 'over'],
  ] as const)('[AUTH2] %s: after %i idle minutes it is %s', (kind, minutes, expected) => {
    const session = { interface: kind, last_input_at: 0, expires_at: 1_000 * minute };
    const isOver = isSessionOver(session, defaultSessionLimits, minutes * minute);
    expect(isOver ? 'over' : 'live').toBe(expected);
  });

  it('[AUTH2] has an absolute end, however busy it was', () => {
    const session = { interface: 'agent', last_input_at: 999, expires_at: 1_000 } as const;
    expect(isSessionOver(session, defaultSessionLimits, 999)).toBe(false);
    expect(isSessionOver(session, defaultSessionLimits, 1_000)).toBe(true);
  });
});

describe('addresses', () => {
  it.each([
    ['  Ada@Shop.Example ', 'ada@shop.example'],
    ['ADA@shop.example', 'ada@shop.example'],
    ['Zoe\u0308@shop.example', 'zoë@shop.example'],
    ['ada@M\u00fcnchen.example', 'ada@xn--mnchen-3ya.example'],
    ['ada@mu\u0308nchen.example', 'ada@xn--mnchen-3ya.example'],
    ['ada@xn--MNCHEN-3ya.example', 'ada@xn--mnchen-3ya.example'],
    ['"a@b"@shop.example', '"a@b"@shop.example'],
    ['no address', 'no address'],
    ['ada\0@shop.example', 'ada\ufffd@shop.example'],
    ['ada@', 'ada@'],
    ['ada@[192.0.2.1', 'ada@[192.0.2.1'],
  ])('finds %j as %j', (typed, key) => {
    expect(emailKeyOf(typed)).toBe(key);
  });

  it.each([
    ['192.0.2.7', '192.0.2.7'],
    ['::ffff:192.0.2.7', '192.0.2.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:0DB8:0001:0002::9', '2001:db8:1:2::/64'],
    ['2001:db8::1', '2001:db8:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
  ])('counts %s as %s', (address, network) => {
    expect(networkOf(address)).toBe(network);
  });
});

/** A hash that takes no time to compare with. */
const cheap = `$argon2id$v=19$m=8,t=1,p=1$${'A'.repeat(22)}$${'A'.repeat(43)}`;

describe('password hashes', () => {
  it('[AUTH3] are PHC strings of argon2id with their own salt', async () => {
    const [first, second] = await Promise.all([hashPassword('a long password'), hashPassword('a long password')]);
    expect(first).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/);
    expect(first).not.toBe(second);
    expect(await isPasswordOf('a long password', first)).toBe(true);
    expect(await isPasswordOf('a long passwore', first)).toBe(false);
  });

  it('[AUTH3] agree with the test vector of another implementation', async () => {
    // From the test vectors of the reference implementation of argon2.
    const phc = '$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc';
    expect(await isPasswordOf('password', phc)).toBe(true);
  });

  it('[AUTH3] take every Unicode form of the same password', async () => {
    const phc = await hashPassword('Zo\u00eb\u2019s caf\u00e9 \ufb01ne');
    expect(await isPasswordOf('Zoe\u0308\u2019s cafe\u0301 fine', phc)).toBe(true);
  });

  it('[AUTH3] take lone surrogates and NUL without failing', async () => {
    const phc = await hashPassword('\ud800 odd \0 password');
    expect(await isPasswordOf('\ud800 odd \0 password', phc)).toBe(true);
    expect(await isPasswordOf('\ud800 odd ', phc)).toBe(false);
  });

  it('[AUTH3] are nobody’s without one, after the same work', async () => {
    expect(await isPasswordOf('', null)).toBe(false);
    expect(await isPasswordOf('anything at all', null)).toBe(false);
  });

  it('[AUTH3] wait in a queue of fifty behind the one or two that are made, and further ones are refused', async () => {
    const answers = await Promise.allSettled(Array.from({ length: 60 }, () => isPasswordOf('x', cheap)));
    const refused = answers.filter((answer) => answer.status === 'rejected');
    expect([8, 9]).toContain(refused.length);
    expect(refused[0]?.reason).toMatchObject({ code: 'too_many_attempts', retryAfterS: 5 });
    expect(await isPasswordOf('x', cheap)).toBe(false);
  });

  it('[AUTH3] go on in another thread where one has ended by a fault', async () => {
    await expect(isPasswordOf('x', cheap.replace('m=8', 'm=1'))).rejects.toThrow();
    expect(await isPasswordOf('x', cheap)).toBe(false);
  });
});

describe('new passwords', () => {
  const about = ['Ada Lovelace', 'ada.lovelace@shop.example'];

  it.each([
    'quiet otter under the porch',
    'zvmpqkxwtrnb',
    'четыре тихих выдры',
    '🦦🦦 otters 🦦🌙🌙🌙',
    'Lovelace wrote the first program',
  ])('[AUTH3] takes %j', async (password) => {
    await expect(checkNewPassword(password, about)).resolves.toBeUndefined();
  });

  it.each([
    ['', 'password_too_short'],
    ['elevenchars', 'password_too_short'],
    ['🦦🦦🦦🦦🦦🦦', 'password_too_short'],
    ['1q2w3e4r5t6y', 'password_too_common'],
    ['QWERTY123456', 'password_too_common'],
    ['password1234', 'password_too_common'],
    ['!!2026superman2026!!', 'password_too_common'],
    ['aaaaaaaaaaaa', 'password_too_common'],
    ['abcabcabcabcabc', 'password_too_common'],
    ['abcdefghijklmnop', 'password_too_common'],
    ['zyxwvutsrqponm', 'password_too_common'],
    ['AdaLovelace1815', 'password_too_common'],
    ['ada.lovelace@shop.example', 'password_too_common'],
    ['Porchlight2026!', 'password_too_common'],
    ['passwordqwerty', 'password_too_common'],
    ['LiverpoolMonkey1', 'password_too_common'],
    ['x'.repeat(500) + 'y'.repeat(525), 'invalid_body'],
  ])('[AUTH3] refuses %j: %s', async (password, code) => {
    await expect(checkNewPassword(password, about)).rejects.toMatchObject({ code });
  });
});

describe('attempts', () => {
  const policy = { free: 3, firstMs: 10_000, longestMs: 60_000, forgetMs: 600_000 };

  it('[AUTH3] are free at first, then wait twice as long each time, up to the longest', () => {
    const clock = fakeClock(0);
    const attempts = new Attempts(policy, clock);
    const waits = [];
    for (let i = 0; i < 7; i++) {
      attempts.begin('a');
      waits.push(attempts.readWaitMs('a') / 1_000);
      clock.advance(attempts.readWaitMs('a'));
    }
    expect(waits).toEqual([0, 0, 10, 20, 40, 60, 60]);
    expect(attempts.readWaitMs('b')).toBe(0);
  });

  it('[AUTH3] are forgotten after a while, and never lock out for good', () => {
    const clock = fakeClock(0);
    const attempts = new Attempts(policy, clock);
    for (let i = 0; i < 1_000; i++) attempts.begin('a');
    expect(attempts.readWaitMs('a')).toBe(60_000);
    clock.advance(policy.forgetMs);
    attempts.begin('a');
    expect(attempts.readWaitMs('a')).toBe(0);
  });

  it('[AUTH3] count from the start, and are taken back by success', () => {
    const attempts = new Attempts(policy, fakeClock(0));
    for (let i = 0; i < 3; i++) attempts.begin('a');
    expect(attempts.readWaitMs('a')).toBe(10_000);
    attempts.takeBack('a');
    expect(attempts.readWaitMs('a')).toBe(0);
    attempts.begin('a');
    expect(attempts.readWaitMs('a')).toBe(10_000);
    attempts.forget('a');
    attempts.begin('a');
    expect(attempts.readWaitMs('a')).toBe(0);
  });

  it('hold a bounded number of keys, the latest', () => {
    const attempts = new Attempts(policy, fakeClock(0));
    for (let i = 0; i < 3; i++) attempts.begin('early');
    for (let i = 0; i < 50_000; i++) attempts.begin(`key ${i}`);
    expect(attempts.readWaitMs('early')).toBe(0);
  });

  it.each([
    [1, '1 second'],
    [19_500, '20 seconds'],
    [60_000, '1 minute'],
    [61_000, '2 minutes'],
  ])('say %i ms as %j', (ms, words) => {
    expect(waitInWords(ms)).toBe(words);
  });
});
