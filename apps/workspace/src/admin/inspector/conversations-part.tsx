import { alert, close, history, lock, login, user } from '@porchlight/design/icons';
import type { InspectedConversation, InspectedFamily, InspectedVisit, KeyEvent } from '@porchlight/protocol';
import type { ReactNode } from 'react';
import { formatDateTime } from '../../dates.ts';
import { t } from '../../messages/index.ts';
import { Pill } from '../../parts/pill.tsx';
import { Card } from '../page.tsx';
import classes from './conversations-part.module.css';
import { Entries, Entry } from './entry.tsx';

/** [CNV1, CNV3, CNV7] Each conversation with the keys that were given and taken back, and tokens that came twice. */
export function ConversationsPart({ told, now }: { told: InspectedVisit; now: number }): ReactNode {
  const { inspector: words } = t.admin;
  return (
    <Card title={words.conversations} text={words.conversationsText}>
      {told.conversations.length === 0 && <p className={classes.none}>{words.noConversations}</p>}
      <div className={classes.all}>
        {told.conversations.map((conversation) => (
          <Conversation key={conversation.id} conversation={conversation} now={now} />
        ))}
      </div>
      {told.families.length > 0 && (
        <>
          <h3 className={classes.heading}>{words.families}</h3>
          <Entries>
            {told.families.map((family) => (
              <Family key={family.family} family={family} now={now} />
            ))}
          </Entries>
        </>
      )}
      <h3 className={classes.heading}>{words.rules}</h3>
      <ul className={classes.rules}>
        <li>{words.history[told.rules.history]}</li>
        <li>{words.join[told.rules.join]}</li>
      </ul>
    </Card>
  );
}

function Family({ family, now }: { family: InspectedFamily; now: number }): ReactNode {
  const { inspector: words } = t.admin;
  const { kind, uses, startedAt, endedAt, endedBy } = family;
  const state = endedAt === null ? words.goesOn : words.familyEnds[endedBy ?? 'other'];
  const since = formatDateTime(startedAt, now);
  return (
    <Entry
      icon={kind === 'login' ? login : history}
      tone={endedBy === 'reused' ? 'danger' : endedAt === null ? 'good' : 'calm'}
      term={`family ${family.family}… · ${kind}${kind === 'recovery' ? ` · generation ${uses}` : ''}`}
      at={endedAt === null ? since : `${since} – ${formatDateTime(endedAt, now)}`}
    >
      <p>
        {kind === 'recovery' ? words.recovery(uses) : words[kind]}{' '}
        <Pill tone={endedBy === 'reused' ? 'danger' : endedAt === null ? 'success' : 'grey'}>{state}</Pill>
      </p>
    </Entry>
  );
}

const statusTones = { queued: 'glow', open: 'accent', ended: 'grey' } as const;

function Conversation({ conversation, now }: { conversation: InspectedConversation; now: number }): ReactNode {
  const { inspector: words } = t.admin;
  const { id, status, startedAt, isOfVisit, openKeys, events } = conversation;
  return (
    <section className={classes.conversation}>
      <header className={classes.head}>
        <h3 className={classes.title}>{words.began(formatDateTime(startedAt, now))}</h3>
        <Pill tone={statusTones[status]}>{words.statuses[status]}</Pill>
        {isOfVisit && <Pill>{words.ofVisit}</Pill>}
        <code className={classes.id}>{id}</code>
      </header>
      <p className={classes.state}>{words.openKeys(openKeys)}</p>
      {events.length === 0 && <p className={classes.none}>{words.noEvents}</p>}
      <Entries>
        {events.map((event) => (
          <Entry
            key={`${event.at} ${event.kind} ${event.key}`}
            icon={icons[event.kind]}
            tone={tones[event.kind]}
            term={termOf(event)}
            at={`${formatDateTime(event.at, now)}${event.isOfVisit ? ` · ${words.inThisVisit}` : ''}`}
          >
            <p>{sentenceOf(event)}</p>
          </Entry>
        ))}
      </Entries>
    </section>
  );
}

const icons = { granted: lock, revoked: close, 'token-reused': alert, joined: user };
const tones = { granted: 'good', revoked: 'calm', 'token-reused': 'danger', joined: 'good' } as const;

/** What happened to a key in a sentence; what the server may say one day, and this does not know, in a general one. */
function sentenceOf({ kind, detail }: KeyEvent): string {
  const { granted, ended: revoked, joined, reused } = t.admin.inspector;
  if (kind === 'joined') return joined;
  if (kind === 'token-reused') return reused;
  const sentences: Record<string, string> = kind === 'granted' ? granted : revoked;
  return sentences[detail ?? 'other'] ?? sentences.other ?? '';
}

function termOf({ kind, detail, key, family }: KeyEvent): string {
  const what = detail === null ? kind : `${kind}: ${detail}`;
  return [what, key && `key ${key}…`, family && `family ${family}…`].filter(Boolean).join(' · ');
}
