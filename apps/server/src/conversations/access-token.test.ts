import { limits } from '@porchlight/protocol';
import { describe, expect, it } from 'vitest';
import { readAccessToken, signAccessToken } from './access-token.ts';

const claims = { site: 'st_aaaaaaaaaa', conversation: 'cv_aaaaaaaaaa', keyHash: 'hash' } as const;
const now = Date.parse('2026-03-02T10:00:00Z');
const code = (name: string) => expect.objectContaining({ code: name });

describe('an access token', () => {
  it('[CNV2] grants one conversation for ten minutes', () => {
    const { token, expiresAt } = signAccessToken('secret', claims, now);
    expect(expiresAt).toBe(now + limits.accessTokenMs);
    expect(readAccessToken('secret', token, expiresAt - 1)).toEqual({ ...claims, expiresAt });
    expect(() => readAccessToken('secret', token, expiresAt)).toThrow(code('token_expired'));
  });

  it('[CNV2] holds no key and no name of a visitor', () => {
    const { token } = signAccessToken('secret', claims, now);
    expect(Object.keys(JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()))).toEqual([
      'site',
      'conversation',
      'keyHash',
      'expiresAt',
    ]);
  });

  it('[CNV2] is not valid when anything of it was changed', () => {
    const { token } = signAccessToken('secret', claims, now);
    for (let at = 0; at < token.length; at += 1) {
      const changed = `${token.slice(0, at)}${token[at] === 'A' ? 'B' : 'A'}${token.slice(at + 1)}`;
      expect(() => readAccessToken('secret', changed, now)).toThrow(code('token_invalid'));
    }
    for (const other of ['', '.', '..', 'v1', 'v1..', `${token}.`, `${token}${'x'.repeat(3_000)}`])
      expect(() => readAccessToken('secret', other, now)).toThrow(code('token_invalid'));
    expect(() => readAccessToken('other', token, now)).toThrow(code('token_invalid'));
  });

  it('[CNV2] signed for something else is not valid', () => {
    const { token } = signAccessToken('secret', { ...claims, conversation: 'nonsense' as never }, now);
    expect(() => readAccessToken('secret', token, now)).toThrow(code('token_invalid'));
  });
});
