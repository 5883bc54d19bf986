import { describe, expect, it } from 'vitest';
import { readClaim, readName, readVerifiedEmail, rolesOfClaims } from './claims.ts';

describe('a claim', () => {
  it('[AUTH21] is read by its name, then by a path, as one text or a list of them', () => {
    const claims = { groups: ['a', 7, 'b', null], 'https://x.example/roles': 'c', realm: { roles: ['d'] }, 'a.b': 'e' };
    expect(readClaim(claims, 'groups')).toEqual(['a', 'b']);
    expect(readClaim(claims, 'https://x.example/roles')).toEqual(['c']);
    expect(readClaim(claims, 'realm.roles')).toEqual(['d']);
    expect(readClaim(claims, 'a.b')).toEqual(['e']);
    for (const name of ['realm', 'realm.none', 'groups.0.x', 'none', '__proto__', 'constructor.name', 'toString', ''])
      expect(readClaim(claims, name)).toEqual([]);
    expect(readClaim({ groups: Array(5_000).fill('x') }, 'groups')).toHaveLength(1_000);
  });

  it('[AUTH21] means all the roles that match, the one for the others, or none', () => {
    const roleMap = [
      { value: 'it', role: 'admin' as const },
      { value: 'desk', role: 'agent' as const },
      { value: 'help', role: 'agent' as const },
    ];
    const mapped = { rolesClaim: 'groups', roleMap, defaultRole: null };
    expect(rolesOfClaims(mapped, { groups: ['help', 'desk', 'it'] })).toEqual(['admin', 'agent']);
    expect(rolesOfClaims(mapped, { groups: ['IT', 'it '] })).toEqual([]);
    expect(rolesOfClaims({ ...mapped, defaultRole: 'viewer' }, {})).toEqual(['viewer']);
    expect(rolesOfClaims({ ...mapped, rolesClaim: null }, { groups: ['it'] })).toBeNull();
  });

  it('[AUTH20] vouches for an address in so many words alone', () => {
    const email = 'nora@shop.example';
    expect(readVerifiedEmail({ email, email_verified: true })).toBe(email);
    for (const email_verified of [false, 'true', 1, undefined])
      expect(readVerifiedEmail({ email, email_verified })).toBeNull();
    for (const one of [undefined, 7, '', 'nora', 'a@b@c', 'a b@c', `${'x'.repeat(300)}@c`, 'a@b\n'])
      expect(readVerifiedEmail({ email: one, email_verified: true })).toEqual(one === 'a@b\n' ? 'a@b' : null);
  });

  it('[AUTH20] gives somebody new a name, whatever there is', () => {
    expect(readName({ name: ' Nora Quist\n' }, 'n@x')).toBe('Nora Quist');
    expect(readName({ given_name: 'Nora', family_name: 'Quist' }, 'n@x')).toBe('Nora Quist');
    expect(readName({ preferred_username: 'nora' }, 'n@x')).toBe('nora');
    expect(readName({ name: {} }, 'nora@x')).toBe('nora');
  });
});
