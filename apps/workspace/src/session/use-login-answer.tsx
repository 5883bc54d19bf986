import type { LoginAnswer } from '@porchlight/protocol';
import { useQueryClient } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useState } from 'react';
import type { Interface } from '../api.ts';
import type { Held } from '../factors/second-step.tsx';
import { SecondStep } from '../factors/second-step.tsx';
import { sessionQuery } from './use-session.ts';

type Done = Extract<LoginAnswer, { status: 'done' }>;

/**
 * What follows an answer to a login or to the way into the administration: the second step, the set-up of a second
 * factor, or the place where somebody wanted to go.
 */
export function useLoginAnswer(options: {
  at: Interface;
  next: string;
  /** Told when another step follows, and when that is given up. */
  onHeld: (isHeld: boolean) => void;
  onDone?: (answer: Done) => void;
}): {
  onAnswer: (answer: LoginAnswer) => Promise<void>;
  /** In place of the form, while there is one. */
  step: ReactNode;
  /** The step before came too late. */
  isOver: boolean;
} {
  const { at, next, onHeld, onDone } = options;
  const [held, setHeld] = useState<Held | null>(null);
  const [isOver, setOver] = useState(false);
  const client = useQueryClient();
  const router = useRouter();
  async function onAnswer(answer: LoginAnswer) {
    if (answer.status === 'second-factor') {
      setOver(false);
      onHeld(true);
      setHeld(answer);
      return;
    }
    if (answer.status === 'must-enrol') {
      client.removeQueries({ queryKey: sessionQuery(at).queryKey });
      await router.navigate({ to: at === 'agent' ? '/second-factor' : '/admin/second-factor', replace: true });
      return;
    }
    onDone?.(answer);
    client.setQueryData(sessionQuery(at).queryKey, answer);
    await router.navigate({ href: next, replace: true });
  }
  const step = held && (
    <SecondStep
      at={at}
      held={held}
      onAnswer={(answer) => void onAnswer(answer)}
      onBack={(isLate) => {
        setOver(isLate);
        setHeld(null);
        onHeld(false);
      }}
    />
  );
  return { onAnswer, step, isOver };
}
