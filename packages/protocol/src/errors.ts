/** What went wrong, in the few ways that a client can react to. Each transport maps kinds in one place. */
export type ErrorKind =
  | 'invalid'
  | 'unauthenticated'
  | 'forbidden'
  | 'not-found'
  | 'conflict'
  | 'gone'
  | 'too-large'
  | 'unsupported'
  | 'limited'
  | 'unavailable'
  | 'internal';

export const statusOfKind: Record<ErrorKind, number> = {
  invalid: 400,
  unauthenticated: 401,
  forbidden: 403,
  'not-found': 404,
  conflict: 409,
  gone: 410,
  'too-large': 413,
  unsupported: 415,
  limited: 429,
  unavailable: 503,
  internal: 500,
};

/** Stable codes: a client may branch on them, so they never change their meaning. */
export const errorCodes = {
  malformed_json: 'invalid',
  malformed_request: 'invalid',
  invalid_body: 'invalid',
  invalid_query: 'invalid',
  body_too_large: 'too-large',
  wrong_content_type: 'unsupported',
  route_not_found: 'not-found',
  method_not_allowed: 'not-found',
  unknown_host: 'not-found',
  site_not_found: 'not-found',
  origin_missing: 'forbidden',
  origin_refused: 'forbidden',
  request_not_same_origin: 'forbidden',
  consent_missing: 'forbidden',
  visit_unknown: 'gone',
  too_many_visitors: 'limited',
  too_many_messages: 'limited',
  too_many_attempts: 'limited',
  too_many_requests: 'limited',
  key_invalid: 'unauthenticated',
  token_invalid: 'unauthenticated',
  token_expired: 'unauthenticated',
  token_revoked: 'unauthenticated',
  session_missing: 'unauthenticated',
  session_ended: 'unauthenticated',
  login_failed: 'unauthenticated',
  role_missing: 'forbidden',
  password_wrong: 'forbidden',
  session_not_found: 'not-found',
  login_raced: 'conflict',
  second_factor_failed: 'unauthenticated',
  second_factor_needed: 'forbidden',
  second_factor_kept: 'conflict',
  second_step_over: 'gone',
  passkey_known: 'conflict',
  passkey_not_found: 'not-found',
  confirmation_needed: 'forbidden',
  permission_missing: 'forbidden',
  link_invalid_or_used: 'gone',
  invitation_not_found: 'not-found',
  address_invalid: 'invalid',
  mail_not_set_up: 'conflict',
  device_code_invalid: 'gone',
  setup_link_invalid: 'gone',
  mailed_code_invalid: 'gone',
  registration_closed: 'forbidden',
  form_expired: 'forbidden',
  user_not_found: 'not-found',
  password_too_short: 'invalid',
  password_too_common: 'invalid',
  conversation_not_found: 'not-found',
  conversation_taken: 'conflict',
  conversation_ended: 'conflict',
  conversation_not_ended: 'conflict',
  recovery_invalid: 'gone',
  recovery_reused: 'gone',
  identity_token_invalid: 'unauthenticated',
  identity_token_expired: 'unauthenticated',
  identity_keys_unavailable: 'unavailable',
  identity_key_invalid: 'invalid',
  identity_key_not_found: 'not-found',
  file_not_found: 'not-found',
  file_empty: 'invalid',
  file_too_large: 'too-large',
  file_type_refused: 'unsupported',
  file_incomplete: 'conflict',
  file_damaged: 'invalid',
  file_used: 'conflict',
  too_many_files: 'limited',
  upload_offset_wrong: 'conflict',
  link_invalid: 'forbidden',
  link_expired: 'gone',
  doctor_code_invalid: 'forbidden',
  continuation_not_found: 'not-found',
  continuation_expired: 'gone',
  continuation_used: 'conflict',
  client_id_reused: 'conflict',
  message_empty: 'invalid',
  message_too_long: 'invalid',
  visitor_not_found: 'not-found',
  alias_not_found: 'not-found',
  visit_not_found: 'not-found',
  visitor_has_left: 'conflict',
  offer_pending: 'conflict',
  offer_not_found: 'not-found',
  member_not_found: 'not-found',
  last_admin: 'conflict',
  own_roles: 'conflict',
  team_not_found: 'not-found',
  team_name_taken: 'conflict',
  api_token_invalid: 'unauthenticated',
  api_token_not_found: 'not-found',
  domain_invalid: 'invalid',
  domain_taken: 'conflict',
  email_taken: 'conflict',
  storage_full: 'unavailable',
  storage_busy: 'unavailable',
  storage_failed: 'unavailable',
  shutting_down: 'unavailable',
  internal: 'internal',
} as const satisfies Record<string, ErrorKind>;

export type ErrorCode = keyof typeof errorCodes;

/** The body of every answer that is not a success. `message` is English and says what to do. */
export type ErrorBody = {
  error: { kind: ErrorKind; code: ErrorCode; message: string; problems?: { path: string; message: string }[] };
};
