import type { LoginInterface, Role } from './accounts.ts';
import type { LoginAnswer } from './workspace.ts';

/** `GET /api/login-options`: the ways in that the login page shows. */
export type LoginOptions = {
  /** False where nobody logs in but through the organisation's login service. */
  hasPasswords: boolean;
  /** The login service with the words for its button; null where there is none. */
  provider: { label: string } | null;
};

/**
 * `POST /api/{interface}/oidc/attempts`: begins a login at the organisation's login service, to where the browser goes
 * then. `next` is a path of the workspace to come back to.
 */
export type BeginOidcRequest = { next?: string };
/** `POST /api/{interface}/oidc/confirmations` {next} has somebody who is logged in log in there anew [REM2]. */
export type BeginOidcAnswer = { url: string };

/** `POST /api/oidc/completions`: `attempt` is what the way back left in the page's fragment. */
export type FinishOidcRequest = { attempt: string };
/** `login` is null where it was a confirmation. */
export type FinishOidcAnswer = {
  interface: Exclude<LoginInterface, 'portal'>;
  next: string | null;
  login: LoginAnswer | null;
};

/** `GET /api/{interface}/confirmation`: how whoever is logged in may confirm that it is they, besides second factors. */
export type ConfirmationWays = {
  hasPassword: boolean;
  /** `isOwn`: this very session came through it. */
  provider: { label: string; isOwn: boolean } | null;
};

/** Login through an OpenID Connect provider [AUTH18]; one per installation. */
export type OidcSettings = {
  isOn: boolean;
  /** As the provider names itself, letter by letter. */
  issuer: string;
  clientId: string;
  /** Besides `openid`. */
  scopes: string[];
  /** Words of the button. */
  label: string;
  /** Name of the claim, or path with dots to it, whose values mean roles; null: roles are given here. */
  rolesClaim: string | null;
  roleMap: { value: string; role: Role }[];
  /** For whom no value means a role; null: they are refused. */
  defaultRole: Role | null;
  /** Whether somebody who is no member yet becomes one. */
  createsMembers: boolean;
  /** Whether a confirmed address of the provider may lead to the member who has it here. */
  linksByEmail: boolean;
  /** The provider sees to second factors: none is asked for here after it. */
  hasSecondFactor: boolean;
  arePasswordsOff: boolean;
};

/** `GET /api/admin/oidc`. */
export type OidcSettingsAnswer = {
  /** Null: none was ever set up. */
  settings: OidcSettings | null;
  /** A client secret is stored; it is never told again. */
  hasSecret: boolean;
  /** To be entered at the provider. */
  redirectUri: string;
  /** Whoever asks came in through the provider, so they may turn passwords off. */
  isThroughProvider: boolean;
  /** The server was started with `--passwords=on`, whatever is set here. */
  arePasswordsForced: boolean;
};

/** `PUT /api/admin/oidc`. `secret` null or left out: the one that is stored stays; empty: none. */
export type ChangeOidcRequest = OidcSettings & { secret?: string | null };
