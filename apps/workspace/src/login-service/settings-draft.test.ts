import type { OidcSettings } from '@porchlight/protocol';
import { describe, expect, it } from 'vitest';
import { draftOf, problemsOf, requestOf } from './settings-draft.ts';

const stored: OidcSettings = {
  isOn: true,
  issuer: 'https://id.shop.example',
  clientId: 'porchlight',
  scopes: ['email', 'groups'],
  label: 'Shop account',
  rolesClaim: 'groups',
  roleMap: [{ value: 'support', role: 'agent' }],
  defaultRole: null,
  createsMembers: true,
  linksByEmail: false,
  hasSecondFactor: false,
  arePasswordsOff: false,
};

describe('the settings of a login service', () => {
  it('[AUTH18] are sent as they were stored when nothing was typed, and the secret stays', () => {
    expect(requestOf(draftOf(stored))).toEqual({ ...stored, secret: null });
  });

  it('[AUTH21] mean no roles where roles are given here', () => {
    const request = requestOf({ ...draftOf(stored), areRolesThere: false });
    expect([request.rolesClaim, request.roleMap]).toEqual([null, []]);
  });

  it('take scopes with any space or comma between', () => {
    expect(requestOf({ ...draftOf(null), scopes: ' email,  profile\tgroups ' }).scopes).toEqual([
      'email',
      'profile',
      'groups',
    ]);
  });

  it('[AUTH18] say what is missing, and ask for the secret anew where it would go to another service', () => {
    const none = { settings: null, hasSecret: false };
    expect(problemsOf(draftOf(null), none)).toEqual({ issuer: true, clientId: true, label: true });
    const kept = { settings: stored, hasSecret: true };
    expect(problemsOf(draftOf(stored), kept)).toEqual({});
    const moved = { ...draftOf(stored), issuer: 'https://other.example' };
    expect(problemsOf(moved, kept)).toEqual({ secret: true });
    expect(problemsOf({ ...moved, secret: 'x' }, kept)).toEqual({});
    const open = { ...draftOf(stored), claim: ' ', roleMap: [{ value: '', role: 'agent' as const }] };
    expect(problemsOf(open, kept)).toEqual({ claim: true, roleMap: true });
  });
});
