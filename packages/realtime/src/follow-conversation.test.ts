import type { EventsPage, PublicEvent, Sequenced } from '@porchlight/protocol';
import { describe, expect, it } from 'vitest';
import type { StreamSignal } from './connection.ts';
import { followConversation } from './follow-conversation.ts';
import { fakeEnvironment } from './testing.ts';

const ended = (at: number): PublicEvent => ({ type: 'ended', by: 'agent', at });

function buildFollower(answers: (EventsPage<PublicEvent> | Error)[]) {
  const environment = fakeEnvironment();
  const asked: number[] = [];
  const heard: Sequenced<PublicEvent>[] = [];
  let push: (signal: StreamSignal) => void = () => {};
  const follower = followConversation<PublicEvent>({
    connection: {
      subscribe(_stream, handler) {
        push = handler;
        return () => {
          push = () => {};
        };
      },
    },
    stream: 'conversation.cv_123456789012',
    initialHead: 1,
    async fetchEvents(after) {
      asked.push(after);
      const answer = answers.shift();
      if (!answer || answer instanceof Error) throw answer ?? new Error('unexpected fetch');
      return answer;
    },
    onEvents: (events) => heard.push(...events),
    environment,
  });
  return { environment, asked, heard, follower, push: (signal: StreamSignal) => push(signal) };
}

const page = (seqs: number[], head: number, hasMore = false): EventsPage<PublicEvent> => ({
  events: seqs.map((seq) => ({ seq, event: ended(seq) })),
  head,
  hasMore,
});

describe('followConversation', () => {
  it('[RT5] fetches after a reconnect with a higher head, page by page', async () => {
    const { environment, asked, heard, push } = buildFollower([page([2, 3], 4, true), page([4], 4)]);
    push({ type: 'subscribed', head: 4 });
    await environment.advance(0);
    expect(asked).toEqual([1, 3]);
    expect(heard.map(({ seq }) => seq)).toEqual([2, 3, 4]);
  });

  it('[RT5] tries a failed fetch again with backoff, at once after a reconnect', async () => {
    const { environment, asked, heard, push } = buildFollower([new Error('cut'), new Error('cut'), page([2], 2)]);
    push({ type: 'head', head: 2 });
    await environment.advance(250);
    expect(asked).toEqual([1, 1]);
    push({ type: 'subscribed', head: 2 });
    await environment.advance(0);
    expect(heard.map(({ seq }) => seq)).toEqual([2]);
  });

  it('fetches what an answer told of only when the socket does not bring it', async () => {
    const { environment, asked, heard, follower, push } = buildFollower([page([3], 3)]);
    follower.hint(2);
    push({ type: 'event', seq: 2, event: ended(2) });
    await environment.advance(1_000);
    expect(asked).toEqual([]);
    follower.hint(3);
    await environment.advance(1_000);
    expect(asked).toEqual([2]);
    expect(heard.map(({ seq }) => seq)).toEqual([2, 3]);
  });

  it('hands on nothing after it was stopped', async () => {
    const { environment, heard, follower, push } = buildFollower([page([2], 2)]);
    push({ type: 'head', head: 2 });
    follower.stop();
    await environment.advance(60_000);
    expect(heard).toEqual([]);
  });
});
