import { chevronRight, pencil } from '@porchlight/design/icons';
import { useEffect, useRef } from 'preact/hooks';
import { adoptStyles } from '../adopt-styles.ts';
import { HelpPart } from '../help/help-kit.tsx';
import { ShowChats } from '../help/show-chats.tsx';
import type { Slot } from '../state/slot.ts';
import { Banner } from './banner.tsx';
import { useMessenger } from './context.ts';
import { FromDevice } from './device.tsx';
import { Avatar } from './header.tsx';
import { Hero } from './hero.tsx';
import styles from './home.css?inline';
import { Icon } from './icon.tsx';
import { Stars } from './rating.tsx';

adoptStyles(styles);

/** Conversations whose last words are fetched for the list. */
const previews = 8;

/** The first screen of a visitor who was here before: what went on, and the way to begin anew. */
export function Home() {
  const { messenger, language } = useMessenger();
  const { texts } = language;
  const live = messenger.live.value;
  const first = useRef<HTMLButtonElement>(null);
  const turn = messenger.focusTurn.value;
  useEffect(() => {
    if (messenger.layout.value === 'open' && messenger.takesFocus.value) first.current?.focus({ preventScroll: true });
  }, [turn]);
  const list = messenger.history.value;
  useEffect(() => {
    for (const slot of list.slice(0, previews)) void messenger.preview(slot);
  }, [list, messenger]);
  return (
    <>
      <Hero isBig />
      <Banner />
      <div class="home">
        <button
          type="button"
          class="button button-primary button-wide"
          ref={first}
          onClick={() => messenger.show(live)}
        >
          <Icon icon={pencil} small />
          {live ? texts.continueConversation : texts.newConversation}
        </button>
        <HelpPart />
        <h2 class="home-title">{texts.yourConversations}</h2>
        <ul class="cards">
          {list.map((slot) => (
            <li key={slot.key}>
              <Card slot={slot} />
            </li>
          ))}
        </ul>
        <ShowChats />
        <FromDevice />
      </div>
    </>
  );
}

function Card({ slot }: { slot: Slot }) {
  const { messenger, language } = useMessenger();
  const { texts } = language;
  const view = slot.view.value;
  if (!view) return null;
  const messages = slot.events.value.filter(({ event }) => event.type === 'message');
  const last = messages.at(-1)?.event;
  const lastAt = last?.at ?? view.endedAt ?? view.startedAt;
  const agent = view.agent?.name ?? slot.events.value.findLast(({ event }) => event.type === 'joined')?.event ?? null;
  const name = typeof agent === 'string' ? agent : agent?.type === 'joined' ? agent.member.name : null;
  const unread = slot === messenger.live.value ? slot.unread.value.count : 0;
  return (
    <button type="button" class="card" onClick={() => messenger.show(slot)}>
      <Avatar name={name} />
      <span class="card-text">
        <span class="card-top">
          <span class="card-name" dir="auto">
            {name ? texts.conversationWith(name) : texts.withNobody}
          </span>
          <span class="card-date">{language.day(lastAt, messenger.serverNow())}</span>
        </span>
        <span class="card-last" dir="auto">
          {last?.type === 'message'
            ? `${last.author.kind === 'visitor' ? `${texts.you}: ` : ''}${last.text || texts.files(last.attachments?.length ?? 0)}`
            : ' '}
        </span>
        <span class="card-state">
          {view.status === 'ended' ? texts.ended : texts.goesOn}
          {view.rating && <Stars score={view.rating.score} />}
          {unread > 0 && <span class="badge">{texts.unread(unread)}</span>}
        </span>
      </span>
      <span class="flip-in-rtl">
        <Icon icon={chevronRight} small />
      </span>
    </button>
  );
}
