import type { LoginAnswer } from '@porchlight/protocol';
import { useMutation } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import type { Interface } from '../api.ts';
import { ApiError } from '../api.ts';
import { describeError } from '../errors.ts';
import { t } from '../messages/index.ts';
import { canSuggestPasskeys, hasPasskeys, logInByPasskey, PasskeyCancelled, stopAsking } from './passkeys.ts';

/** A question lives five minutes: asked anew before that, a login page may stay open as long as it likes. */
const askAnewMs = 4 * 60_000;

/**
 * [AUTH4] The login by a passkey alone: offered among the suggestions for the address where the browser can, and by a
 * button. `isWanted` false ends the question.
 */
export function usePasskeyLogin(
  at: Interface,
  isWanted: boolean,
  onAnswer: (answer: LoginAnswer) => void,
): { isPossible: boolean; isPending: boolean; problem: string | null; begin: () => void } {
  const answer = useRef(onAnswer);
  answer.current = onAnswer;
  const [turn, setTurn] = useState(0);
  const login = useMutation({
    mutationFn: (isSuggested: boolean) => logInByPasskey(at, isSuggested),
    onSuccess: (done) => answer.current(done),
    // What was asked for ended the question behind the suggestions.
    onError: () => setTurn((now) => now + 1),
  });
  const { mutate } = login;
  // biome-ignore lint/correctness/useExhaustiveDependencies: each turn asks anew
  useEffect(() => {
    if (!isWanted) return;
    let isHere = true;
    let isAsking = false;
    void canSuggestPasskeys().then((can) => {
      if (!can || !isHere) return;
      isAsking = true;
      // What goes wrong with a question that nobody asked for is nobody's problem.
      logInByPasskey(at, true).then(
        (done) => isHere && answer.current(done),
        (error: unknown) => {
          if (isHere && error instanceof ApiError && error.code === 'second_factor_failed') setRefused(true);
        },
      );
    });
    const timer = setTimeout(() => setTurn((now) => now + 1), askAnewMs);
    return () => {
      isHere = false;
      clearTimeout(timer);
      if (isAsking) void stopAsking();
    };
  }, [at, isWanted, turn]);
  const [isRefused, setRefused] = useState(false);
  const { error } = login;
  return {
    isPossible: hasPasskeys(),
    isPending: login.isPending,
    problem: isRefused ? t.factors.passkeyFailed : error ? describe(error) : null,
    begin: () => mutate(false),
  };
}

function describe(error: unknown): string {
  if (error instanceof PasskeyCancelled) return t.factors.passkeyCancelled;
  const isRefused = error instanceof ApiError && ['second_factor_failed', 'login_failed'].includes(error.code);
  return isRefused ? t.factors.passkeyFailed : describeError(error);
}
