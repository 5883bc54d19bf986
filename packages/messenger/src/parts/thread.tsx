import { chevronDown, history as historyIcon } from '@porchlight/design/icons';
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { Slot } from '../state/slot.ts';
import { buildTimeline, type Row } from '../state/timeline.ts';
import { Banner } from './banner.tsx';
import { Composer } from './composer.tsx';
import { ContactFields } from './contact-fields.tsx';
import { useMessenger } from './context.ts';
import { FromDevice } from './device.tsx';
import { Avatar, ThreadHeader } from './header.tsx';
import { Hero } from './hero.tsx';
import { Icon } from './icon.tsx';
import { Message } from './message.tsx';
import { useLater } from './use-later.ts';

/** Nearer to the end than this counts as reading the newest. */
const nearEndPx = 48;

/** One conversation, or the beginning of one. */
export function Thread() {
  const { messenger } = useMessenger();
  const slot = messenger.shown.value;
  return (
    <>
      {slot ? <ThreadHeader slot={slot} /> : <Hero />}
      <Banner />
      {slot ? <Log slot={slot} /> : <Beginning />}
      {slot?.isEnded.value ? <Ended slot={slot} /> : <Composer />}
    </>
  );
}

/** Before the first message: an offer when an agent made one, the optional fields, and the way to earlier conversations. */
function Beginning() {
  const { messenger, language } = useMessenger();
  const { texts } = language;
  // [HC31]
  const help = useLater(() => import('../help/help-kit.tsx'));
  const offer = messenger.offer.value;
  const { isOnline } = messenger.availability.value;
  return (
    <div class="log log-beginning">
      {offer ? (
        <div class="row row-agent row-first row-last">
          <Avatar name={offer.agentName} small />
          <div class="row-body">
            <span class="row-name" dir="auto">
              {offer.agentName}
            </span>
            <div class="bubble">
              <bdi class="text" dir="auto">
                {offer.text}
              </bdi>
            </div>
            <p class="row-foot">
              <time dateTime={new Date(offer.at).toISOString()}>{language.time(offer.at)}</time>
            </p>
          </div>
        </div>
      ) : (
        <p class="beginning-line">{isOnline ? texts.answersHere : `${texts.writeAnyway} ${texts.answersHere}`}</p>
      )}
      {help && <help.HelpPart />}
      <ContactFields />
      <FromDevice />
      {messenger.history.value.length > 0 && (
        <button
          type="button"
          class="link-button beginning-back"
          onClick={() => {
            messenger.screen.value = 'home';
          }}
        >
          <Icon icon={historyIcon} small />
          {texts.yourConversations}
        </button>
      )}
    </div>
  );
}

function Log({ slot }: { slot: Slot }) {
  const { messenger, language } = useMessenger();
  const { texts } = language;
  const scroller = useRef<HTMLDivElement>(null);
  const isAtEnd = useRef(true);
  const heightBefore = useRef<number | null>(null);
  const [isAway, setIsAway] = useState(false);
  const waiting = messenger.outbox.value.filter(({ key }) => key === slot.key);
  const view = slot.view.value;
  const events = slot.events.value;
  const sent = slot.sent.value;
  const rows = useMemo(
    () => buildTimeline(view, events, sent, waiting, language.dayKey),
    [view, events, sent, messenger.outbox.value, language],
  );
  const typing = slot.typing.value;
  const lastOwn = rows.findLast((row) => row.kind === 'message' && row.side === 'visitor' && row.mark !== 'refused');
  const isLooking = messenger.isLooking.value;

  /** Everything whose beginning is on screen counts as seen. */
  function look(): void {
    const box = scroller.current;
    if (!box) return;
    isAtEnd.current = box.scrollHeight - box.scrollTop - box.clientHeight < nearEndPx;
    setIsAway(!isAtEnd.current);
    if (!isLooking || box.clientHeight === 0) return;
    const end = box.getBoundingClientRect().bottom - 16;
    const messages = [...box.querySelectorAll<HTMLElement>('[data-seq]')];
    const seen = messages.findLast((message) => message.getBoundingClientRect().top < end);
    if (seen) slot.see(Number(seen.dataset.seq));
  }

  const last = rows.at(-1);
  const lastOwnId = lastOwn?.id;
  const former = useRef(lastOwnId);
  useLayoutEffect(() => {
    const box = scroller.current;
    if (!box) return;
    if (heightBefore.current !== null) {
      box.scrollTop += box.scrollHeight - heightBefore.current;
      heightBefore.current = null;
    } else if (isAtEnd.current || former.current !== lastOwnId) box.scrollTop = box.scrollHeight;
    former.current = lastOwnId;
    look();
  }, [rows, messenger.files.kit.value, typing.length, isLooking, messenger.screen.value, slot.isEnded.value]);

  // The banner, a growing field or the keyboard take room away: whoever read the end goes on reading the end.
  useEffect(() => {
    const box = scroller.current;
    if (!box) return;
    const observer = new ResizeObserver(() => {
      if (isAtEnd.current) box.scrollTop = box.scrollHeight;
    });
    observer.observe(box);
    return () => observer.disconnect();
  }, []);

  const unread = slot.unread.value.count;
  return (
    <div class="log-place">
      <div
        class="log"
        ref={scroller}
        onScroll={look}
        role="log"
        aria-live="polite"
        aria-relevant="additions"
        aria-label={texts.log}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls has to be reachable by keyboard
        tabIndex={0}
      >
        {slot.hasEarlier.value && (
          <button
            type="button"
            class="link-button log-earlier"
            onClick={async () => {
              heightBefore.current = scroller.current?.scrollHeight ?? null;
              if (!(await messenger.loadEarlier(slot))) heightBefore.current = null;
            }}
          >
            {texts.earlier}
          </button>
        )}
        {rows.map((row) => (
          <TimelineRow key={row.id} row={row} showMark={row === lastOwn} />
        ))}
        <Waiting slot={slot} />
      </div>
      <div class="typing-place" role="status">
        {typing.length > 0 && (
          <p class="typing">
            <span class="typing-dots" aria-hidden="true">
              <i />
              <i />
              <i />
            </span>
            <span>{texts.typing(typing[0]?.name ?? texts.somebody)}</span>
          </p>
        )}
      </div>
      {isAway && last && (
        <button
          type="button"
          class="to-newest"
          onClick={() => {
            const box = scroller.current;
            if (box) box.scrollTop = box.scrollHeight;
          }}
        >
          <Icon icon={chevronDown} small />
          {unread > 0 ? texts.newMessages(unread) : <span class="visually-hidden">{texts.toNewest}</span>}
        </button>
      )}
    </div>
  );
}

function TimelineRow({ row, showMark }: { row: Row; showMark: boolean }) {
  const { messenger, language } = useMessenger();
  const { texts } = language;
  switch (row.kind) {
    case 'message':
      return <Message row={row} showMark={showMark} />;
    case 'day':
      return <p class="line line-day">{language.day(row.at, messenger.serverNow())}</p>;
    case 'joined':
      return <p class="line">{texts.joined(row.name)}</p>;
    case 'left':
      return <p class="line">{texts.left(row.name)}</p>;
    case 'ended':
      return <p class="line">{row.by === 'visitor' ? texts.endedByYou : texts.endedByAgent}</p>;
  }
}

/** While nobody has answered: what became of the message, and when to expect an answer. */
function Waiting({ slot }: { slot: Slot }) {
  const { messenger, language } = useMessenger();
  const { texts } = language;
  const view = slot.view.value;
  const hasAnswer = slot.events.value.some(({ event }) => event.type === 'message' && event.author.kind === 'agent');
  if (view?.status !== 'queued' || view.agent || hasAnswer) return null;
  const { isOnline, expectedReply } = messenger.availability.value;
  return (
    <div class="waiting">
      {isOnline ? (
        <p>{texts.waitingForSomebody}</p>
      ) : (
        <p>
          <strong>{texts.takenWhileAway}</strong> {texts.away} {texts.expected[expectedReply]}
        </p>
      )}
      <p class="waiting-more">{texts.answersHere}</p>
    </div>
  );
}

/** What stands in place of the composer comes with the first conversation that has ended; the way back is in the head. */
function Ended({ slot }: { slot: Slot }) {
  const part = useLater(() => import('./rating.tsx'));
  return part && <part.EndedPanel slot={slot} />;
}
