import type { Interface } from '../api.ts';
import { api } from '../api.ts';

// Few log in by a passkey, so what speaks to authenticators is fetched with the first.
const load = () => import('@simplewebauthn/browser');

type RequestOptions = Parameters<Awaited<ReturnType<typeof load>>['startAuthentication']>[0]['optionsJSON'];
type CreationOptions = Parameters<Awaited<ReturnType<typeof load>>['startRegistration']>[0]['optionsJSON'];

/** The person closed the browser's window, or it waited too long. */
export class PasskeyCancelled extends Error {
  override readonly name = 'PasskeyCancelled';
}

/** The authenticator holds a passkey for this account already. */
export class PasskeyKnown extends Error {
  override readonly name = 'PasskeyKnown';
}

export function hasPasskeys(): boolean {
  return typeof PublicKeyCredential === 'function';
}

/** Whether the browser offers passkeys among the suggestions for the field of the address. */
export async function canSuggestPasskeys(): Promise<boolean> {
  return hasPasskeys() && ((await PublicKeyCredential.isConditionalMediationAvailable?.()) ?? false);
}

/** Asks for a passkey; throws `PasskeyCancelled`. `isSuggested` waits until one is chosen among the suggestions. */
export async function answerByPasskey(options: Record<string, unknown>, isSuggested = false): Promise<unknown> {
  const { startAuthentication } = await load();
  return startAuthentication({
    optionsJSON: options as unknown as RequestOptions,
    useBrowserAutofill: isSuggested,
    verifyBrowserAutofillInput: false,
  }).catch(refuse);
}

/** Makes a passkey; throws `PasskeyCancelled` and `PasskeyKnown`. */
export async function makePasskey(options: Record<string, unknown>): Promise<unknown> {
  const { startRegistration } = await load();
  return startRegistration({ optionsJSON: options as unknown as CreationOptions }).catch(refuse);
}

/** Ends a question that still waits, such as the one behind the suggestions. */
export async function stopAsking(): Promise<void> {
  const { WebAuthnAbortService } = await load();
  WebAuthnAbortService.cancelCeremony();
}

/** A login by a passkey alone. */
export async function logInByPasskey(at: Interface, isSuggested: boolean) {
  const { options } = await api.passkeyOptions(at, null);
  return api.passkeyLogin(at, await answerByPasskey(options, isSuggested));
}

function refuse(error: unknown): never {
  const { name, code } = error as { name?: string; code?: string };
  if (name === 'InvalidStateError' || code === 'ERROR_AUTHENTICATOR_PREVIOUSLY_REGISTERED') throw new PasskeyKnown();
  if (name === 'NotAllowedError' || name === 'AbortError') throw new PasskeyCancelled();
  throw error;
}
