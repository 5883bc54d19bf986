import type { ChangeOidcRequest, OidcSettings } from '@porchlight/protocol';

/** The settings as somebody is typing them. */
export type ServiceDraft = Omit<OidcSettings, 'scopes' | 'rolesClaim'> & {
  scopes: string;
  secret: string;
  claim: string;
  areRolesThere: boolean;
};

export function draftOf(settings: OidcSettings | null): ServiceDraft {
  const { scopes, rolesClaim, ...rest } = settings ?? {
    isOn: true,
    issuer: '',
    clientId: '',
    scopes: ['email', 'profile'],
    label: '',
    rolesClaim: null,
    roleMap: [],
    defaultRole: null,
    createsMembers: false,
    linksByEmail: true,
    hasSecondFactor: false,
    arePasswordsOff: false,
  };
  return {
    ...rest,
    scopes: scopes.join(' '),
    secret: '',
    claim: rolesClaim ?? 'groups',
    areRolesThere: rolesClaim !== null,
  };
}

export function requestOf(draft: ServiceDraft): ChangeOidcRequest {
  const { scopes, secret, claim, areRolesThere, roleMap, ...rest } = draft;
  return {
    ...rest,
    issuer: rest.issuer.trim(),
    clientId: rest.clientId.trim(),
    label: rest.label.trim(),
    scopes: scopes.split(/[\s,]+/).filter(Boolean),
    rolesClaim: areRolesThere ? claim.trim() : null,
    roleMap: areRolesThere ? roleMap.map(({ value, role }) => ({ value: value.trim(), role })) : [],
    // Empty: what is stored stays.
    secret: secret === '' ? null : secret,
  };
}

export type DraftProblems = Partial<Record<'issuer' | 'clientId' | 'label' | 'claim' | 'secret' | 'roleMap', true>>;

/** What cannot be saved like this. `kept` is what is stored, with whether there is a secret for it. */
export function problemsOf(
  draft: ServiceDraft,
  kept: { settings: OidcSettings | null; hasSecret: boolean },
): DraftProblems {
  const url = URL.parse(draft.issuer.trim());
  const { settings } = kept;
  const isElsewhere =
    settings !== null && (settings.issuer !== draft.issuer.trim() || settings.clientId !== draft.clientId.trim());
  return {
    // Plain http is for a service on this machine; the server says so where it is not.
    ...(url && /^https?:$/.test(url.protocol) ? {} : { issuer: true }),
    ...(draft.clientId.trim() === '' ? { clientId: true } : {}),
    ...(draft.label.trim() === '' ? { label: true } : {}),
    ...(kept.hasSecret && isElsewhere && draft.secret === '' ? { secret: true } : {}),
    ...(draft.areRolesThere && draft.claim.trim() === '' ? { claim: true } : {}),
    ...(draft.areRolesThere && draft.roleMap.some(({ value }) => value.trim() === '') ? { roleMap: true } : {}),
  };
}
