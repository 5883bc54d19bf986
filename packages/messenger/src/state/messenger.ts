import {
  type ClientId,
  cleanMessage,
  encodeBase64Url,
  type FrameBoot,
  type FromFrame,
  type Grant,
  type Offer,
  type RatingRequest,
  type ToFrame,
  type WindowLayout,
} from '@porchlight/protocol';
import { backoffMs } from '@porchlight/realtime';
import { batch, computed, signal } from '@preact/signals';
import { openApi, RequestFailed } from '../api.ts';
import type { Environment } from '../environment.ts';
import type { FrameStorage } from '../storage.ts';
import { newDraft, openDrafts } from './drafts.ts';
import { openGrants } from './grants.ts';
import { openIdentity } from './identity.ts';
import { openKeyring } from './keyring.ts';
import { openLine } from './line.ts';
import { openSender } from './sender.ts';
import { openSlot, type Slot } from './slot.ts';
import { tellPageOf } from './tell-page.ts';
import { openTypingMarks } from './typing-marks.ts';
import { whileWaiting } from './while-waiting.ts';

export type Messenger = ReturnType<typeof openMessenger>;

/** A pending key without its message belongs to a tab that is about to store it; after this long it never will. */
const orphanMs = 60_000;

/** The whole of the messenger without its looks: what it holds, what it does, what it tells the page. */
export function openMessenger(options: {
  boot: FrameBoot;
  storage: FrameStorage;
  environment: Environment;
  tellPage(message: FromFrame): void;
}) {
  const { boot, storage, environment, tellPage } = options;
  const api = openApi(boot.site, environment.request);
  const keyring = openKeyring(storage.keys, environment.randomBytes);
  const drafts = openDrafts(storage.draft);
  const identity = openIdentity(tellPage);

  const screen = signal<'home' | 'thread'>('thread');
  const phase = signal<'loading' | 'ready'>('loading');
  /** The conversations could not be had so far. */
  const isStalled = signal(false);
  const layout = signal<WindowLayout>('closed');
  const isPageVisible = signal(environment.isPageVisible());
  const isOffline = signal(!environment.isOnline());
  const availability = signal({ isOnline: boot.isOnline, expectedReply: boot.expectedReply });
  const contact = signal({ name: '', email: '' });
  const offer = signal<Offer | null>(null);
  const slots = signal<readonly Slot[]>([]);
  /** The conversation on screen; null is one that is about to begin. */
  const shown = signal<Slot | null>(null);
  const notice = signal<'conversation-lost' | 'not-done' | null>(null);
  /** Server time minus ours, so that a wrong clock here does not date messages. */
  const clockOffsetMs = signal(0);
  /** Counts up when the window was opened or a screen changed, so that focus is set. */
  const focusTurn = signal(0);
  /** False while the window stands open without the visitor having touched it: it came back by itself. */
  const takesFocus = signal(true);
  const grants = openGrants(api, identity.takeVisit, environment.now, (at) => {
    const offsetMs = at - environment.now();
    // Small differences are the network's; only a clock that is really off is corrected.
    clockOffsetMs.value = Math.abs(offsetMs) > 30_000 ? offsetMs : 0;
  });

  const isLooking = computed(() => layout.value === 'open' && isPageVisible.value);
  const serverNow = () => environment.now() + clockOffsetMs.value;
  const newClientId = (): ClientId => encodeBase64Url(environment.randomBytes(new Uint8Array(16)));

  function slotOf(key: string): Slot {
    const known = slots.value.find((slot) => slot.key === key);
    if (known) return known;
    const slot = openSlot(key, api, grants, environment);
    slots.value = [...slots.value, slot];
    return slot;
  }

  const sender = openSender({
    stored: storage.outbox,
    site: boot.site,
    api,
    grants,
    keyring,
    environment,
    identity: identity.read,
    slotOf,
    newClientId,
    onStarted: (slot) => {
      keepDraft(slot);
      void refreshAvailability();
    },
  });

  const isLive = (slot: Slot) =>
    !slot.isEnded.value && (slot.view.value !== null || sender.items.value.some(({ key }) => key === slot.key));
  /** The one conversation that goes on. */
  const live = computed(() => slots.value.findLast(isLive) ?? null);
  const history = computed(() =>
    slots.value
      .filter((slot) => slot.view.value !== null)
      .sort((a, b) => (b.view.value?.startedAt ?? 0) - (a.view.value?.startedAt ?? 0)),
  );
  const line = openLine({
    slot: computed(() => {
      const slot = live.value;
      return slot?.isLoaded.value ? slot : null;
    }),
    grants,
    environment,
    onLost: (slot) => forget(slot),
    onOpen: () => sender.pump(),
  });

  function takeGrant(key: string, grant: Grant): Slot {
    const slot = slotOf(key);
    slot.takeView(grant.conversation);
    keyring.settle(key, grant.conversation.id);
    identity.learn(grant.visitor);
    return slot;
  }

  /** What was typed while the conversation had no name yet goes on under its name. */
  function keepDraft(slot: Slot): void {
    const id = slot.view.value?.id;
    const text = drafts.read(newDraft);
    if (!id || text === '' || drafts.read(id) !== '') return;
    drafts.write(id, text);
    drafts.write(newDraft, '');
  }

  /** Exchanges the keys that are new to this tab and shows what they open. Throws `RequestFailed`. */
  async function takeKeys(): Promise<void> {
    const records = keyring.list();
    dropSlots((slot) => !records.some(({ key }) => key === slot.key));
    for (const { key, isPending } of records) if (isPending && hasItems(key)) slotOf(key);
    const unknown = records.filter(({ key }) => !slots.value.some((slot) => slot.key === key && slot.view.value));
    if (unknown.length > 0) {
      const answers = await grants.exchange(unknown.map(({ key }) => key));
      const gone: string[] = [];
      batch(() => {
        for (const [index, { key, isPending, at }] of unknown.entries()) {
          const grant = answers[index];
          if (grant) {
            const slot = takeGrant(key, grant);
            if (isPending) keepDraft(slot);
          } else if (!isPending || (!hasItems(key) && environment.now() - at > orphanMs)) gone.push(key);
        }
        dropSlots(({ key }) => gone.includes(key));
        slots.value = [...slots.value].sort(byStart);
      });
      keyring.remove(gone);
    }
    const next = live.value;
    if (next?.view.value && !next.isLoaded.value) await next.load();
  }

  function hasItems(key: string): boolean {
    return sender.items.value.some((item) => item.key === key);
  }
  function byStart(a: Slot, b: Slot): number {
    const at = (slot: Slot) => slot.view.value?.startedAt ?? Number.MAX_SAFE_INTEGER;
    return at(a) - at(b);
  }

  async function load(): Promise<void> {
    for (let failures = 0; ; ) {
      try {
        await takeKeys();
        break;
      } catch (error) {
        if (!(error instanceof RequestFailed)) throw error;
        failures += 1;
        isStalled.value = true;
        const waitMs = Math.max(error.retryAfterMs ?? 0, backoffMs(failures, environment.random));
        await new Promise<void>((resolve) => environment.after(waitMs, resolve));
      }
    }
    batch(() => {
      phase.value = 'ready';
      isStalled.value = false;
      if (live.value) show(live.value);
      else if (offer.value === null && history.value.length > 0) screen.value = 'home';
    });
    sender.pump();
    showKeysAgain();
  }

  function show(slot: Slot | null): void {
    batch(() => {
      shown.value = slot;
      screen.value = 'thread';
      notice.value = null;
      focusTurn.value += 1;
    });
    if (slot?.view.value && !slot.isLoaded.value) void attempt(() => slot.load());
  }

  /** The key opens nothing any more: it was revoked, or the conversation was erased. */
  function forget(slot: Slot): void {
    keyring.remove([slot.key]);
    grants.drop(slot.key);
    batch(() => {
      dropSlots((one) => one === slot);
      notice.value = 'conversation-lost';
    });
  }

  /** Lets go of conversations that this browser holds no key for any more, here or since another tab cleared it. */
  function dropSlots(isGone: (slot: Slot) => boolean): void {
    if (!slots.value.some(isGone)) return;
    batch(() => {
      if (shown.value && isGone(shown.value)) shown.value = null;
      slots.value = slots.value.filter((slot) => !isGone(slot));
    });
  }

  async function attempt(work: () => Promise<unknown>): Promise<boolean> {
    if (notice.value === 'not-done') notice.value = null;
    try {
      await work();
      return true;
    } catch (error) {
      if (!(error instanceof RequestFailed)) throw error;
      notice.value = 'not-done';
      return false;
    }
  }

  async function refreshAvailability(): Promise<void> {
    try {
      availability.value = await api.availability();
    } catch {
      // What we knew last stands until the next time.
    }
  }

  /** Sends what the visitor typed; false when there is nothing in it or it is too long. */
  async function send(raw: string): Promise<boolean> {
    const clean = cleanMessage(raw);
    if (!clean.ok) return false;
    const item = { clientId: newClientId(), text: clean.text, at: serverNow(), refusal: null };
    const slot = shown.value;
    drafts.write(draftName.value, '');
    marks.stop();
    if (slot) sender.add({ ...item, key: slot.key, start: null });
    else await begin(item);
    return true;
  }

  async function begin(item: { clientId: ClientId; text: string; at: number; refusal: null }): Promise<void> {
    const { name, email } = contact.value;
    const start = {
      offer: offer.value?.id ?? null,
      contact: { name: name.trim() || null, email: email.trim() || null },
    };
    // Two tabs may start at once: the second finds the key that the first has stored, and joins it.
    const key = await environment.withLock(storage.keys.name, async () => {
      sender.reload();
      const known = new Set(slots.value.filter(({ view }) => view.value).map((slot) => slot.key));
      const started = keyring.list().findLast((record) => !known.has(record.key));
      const record = started ?? keyring.add(environment.now());
      const slot = slotOf(record.key);
      sender.add({ ...item, key: record.key, start });
      show(slot);
      return record.key;
    });
    batch(() => {
      offer.value = null;
      contact.value = { name: '', email: '' };
    });
    const record = keyring.find(key);
    if (record && !record.isPending) void attempt(takeKeys);
  }

  const draftName = computed(() => shown.value?.view.value?.id ?? newDraft);
  const marks = openTypingMarks(environment, line.sendTyping);
  function type(text: string): void {
    drafts.write(draftName.value, text);
    marks.note(text);
  }

  function showKeysAgain(): void {
    if (phase.value !== 'ready') return;
    const opened = slots.value.filter(({ view }) => view.value).map(({ key }) => key);
    identity.showAgain(() => grants.exchange(opened));
  }

  function fromPage(message: ToFrame): void {
    if (message.type === 'identity') {
      identity.fromPage(message.visitor, message.visit);
      showKeysAgain();
    } else if (message.type === 'layout') {
      const isOpened = message.layout === 'open' && layout.value !== 'open';
      layout.value = message.layout;
      if (isOpened) {
        takesFocus.value = !message.keepsFocus;
        focusTurn.value += 1;
        void refreshAvailability();
      }
    } else if (!live.value) {
      offer.value = message.offer;
      show(null);
    }
  }

  environment.onSurroundings(() => {
    batch(() => {
      isPageVisible.value = environment.isPageVisible();
      isOffline.value = !environment.isOnline();
    });
    if (environment.isOnline()) sender.pump();
  });
  environment.onStored((name) => {
    if (name === null || name === storage.draft.name) drafts.reload();
    if (name === null || name === storage.outbox.name) {
      sender.reload();
      // Should the tab that sends go away, the lock and with it the sending comes to us.
      if (sender.items.value.length > 0) sender.pump();
    }
    if (phase.value !== 'ready' || (name !== null && name !== storage.keys.name)) return;
    const wasNew = shown.value === null;
    takeKeys().then(
      () => {
        if (wasNew && shown.value === null && live.value) show(live.value);
      },
      () => {
        // Another change or the next load brings it.
      },
    );
  });

  tellPageOf({ live, history, phase, outbox: sender.items, tellPage });
  whileWaiting({
    // Whether somebody is there matters until somebody has answered, and only to eyes that are here.
    isWaiting: computed(() => isLooking.value && (live.value?.view.value?.status ?? 'queued') === 'queued'),
    refresh: refreshAvailability,
    environment,
  });

  return {
    boot,
    screen,
    phase,
    layout,
    isLooking,
    isOffline,
    isLate: computed(() => line.isLate.value || isStalled.value),
    lineStatus: line.status,
    availability,
    contact,
    offer,
    shown,
    live,
    history,
    notice,
    focusTurn,
    takesFocus,
    clockOffsetMs,
    serverNow,
    drafts,
    draftName,
    outbox: sender.items,
    load,
    show,
    send,
    type,
    fromPage,
    close: () => tellPage({ type: 'close' }),
    retry: (clientId: ClientId) => sender.retry(clientId),
    discard: (clientId: ClientId) => sender.discard(clientId),
    /** Begins a new conversation with a message that the ended one did not take. */
    async resendAsNew(clientId: ClientId): Promise<void> {
      const item = sender.items.value.find((one) => one.clientId === clientId);
      if (!item) return;
      sender.discard(clientId);
      show(null);
      await begin({ clientId: newClientId(), text: item.text, at: serverNow(), refusal: null });
    },
    end: (slot: Slot) =>
      attempt(async () => {
        const id = slot.view.value?.id;
        if (id) await grants.withToken(slot.key, (token) => api.end(token, id));
        await slot.load();
      }),
    rate: (slot: Slot, rating: RatingRequest) =>
      attempt(async () => {
        const id = slot.view.value?.id;
        if (id) await grants.withToken(slot.key, (token) => api.rate(token, id, rating));
        await slot.load();
      }),
    loadEarlier: (slot: Slot) => attempt(() => slot.loadEarlier()),
    /** Loads the newest window of conversations that the list shows a line of. */
    preview: (slot: Slot) => (slot.isLoaded.value ? Promise.resolve(true) : attempt(() => slot.load())),
  };
}
