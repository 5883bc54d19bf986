import type { SecondFactor } from '@porchlight/protocol';
import { ApiError } from '../api.ts';
import { describeError } from '../errors.ts';
import { t } from '../messages/index.ts';
import { PasskeyCancelled, PasskeyKnown } from './passkeys.ts';

/** What to say about a factor that did not work. */
export function describeFactorError(error: unknown, factor: SecondFactor): string {
  if (error instanceof PasskeyCancelled) return t.factors.passkeyCancelled;
  if (error instanceof PasskeyKnown) return t.factors.passkeys.known;
  if (error instanceof ApiError && error.code === 'passkey_known') return t.factors.passkeys.known;
  if (error instanceof ApiError && error.code === 'second_factor_failed') return t.factors.step.failed[factor];
  return describeError(error);
}
