import { createAllowance } from '../platform/allowance/index.ts';

/** What one network address may do at a help center; each throws `too_many_requests`, with the seconds to wait. */
export type HelpAllowances = Record<'vote' | 'newVoter' | 'search' | 'suggestions', ReturnType<typeof createAllowance>>;

const minuteS = 60;
const hourS = 3_600;

export function createHelpAllowances(): HelpAllowances {
  const of = (what: string, points: number, durationS: number) =>
    createAllowance({
      points,
      durationS,
      code: 'too_many_requests',
      message: `Too many ${what} came from this address. Try again later.`,
    });
  return {
    vote: of('votes', 30, minuteS),
    // [HC8] Whoever forgets their token each time is a new visitor each time: a house may have many, not thousands.
    newVoter: of('votes of new visitors', 60, hourS),
    search: of('searches', 120, minuteS),
    // A search has a handful of them.
    suggestions: of('suggestions', 600, minuteS),
  };
}
