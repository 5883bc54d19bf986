import {
  type ClientId,
  encodeBase64Url,
  type FrameBoot,
  type FromFrame,
  type HandoffProof,
  limits,
  type Offer,
  type ToFrame,
} from '@porchlight/protocol';
import { batch, computed, signal } from '@preact/signals';
import { openApi, RequestFailed } from '../api.ts';
import type { Environment } from '../environment.ts';
import { endsWithSession } from '../mode.ts';
import type { FrameStorage } from '../storage.ts';
import { openActions } from './actions.ts';
import { openBeginning } from './beginning.ts';
import { openContact } from './contact.ts';
import { openContinuations } from './continuation.ts';
import { newDraft, openDrafts } from './drafts.ts';
import { type FileParts, openFileKit } from './file-kit.ts';
import { openGrants } from './grants.ts';
import { openIdentity } from './identity.ts';
import { openKeyTaking } from './key-taking.ts';
import { openKeyring } from './keyring.ts';
import { openLine } from './line.ts';
import { openLogin } from './login.ts';
import { followOtherTabs } from './other-tabs.ts';
import { openOutboxStore } from './outbox-store.ts';
import { openRecovery } from './recovery.ts';
import { revokeKeys } from './revocation.ts';
import { openSender } from './sender.ts';
import { openSending } from './sending.ts';
import { openSessionGate } from './session-gate.ts';
import { type LineKit, openSlot, type Slot } from './slot.ts';
import { openSlots } from './slots.ts';
import { tellPageOf } from './tell-page.ts';
import { openTypingMarks } from './typing-marks.ts';
import { whileTalking, whileWaiting } from './while-waiting.ts';
import { openWindow } from './window.ts';

export type Messenger = ReturnType<typeof openMessenger>;

/** The whole of the messenger without its looks: what it holds, what it does, what it tells the page. */
export function openMessenger(options: {
  boot: FrameBoot;
  storage: FrameStorage;
  environment: Environment;
  tellPage(message: FromFrame): void;
  /** Brings what files need; with the first of them. */
  loadFileKit(): Promise<FileParts>;
  /** Brings what a line to the server needs; with the first conversation. */
  loadLineKit(): Promise<LineKit>;
}) {
  const { boot, storage, environment, tellPage } = options;
  const api = openApi(boot.site, environment.request);
  const drafts = openDrafts(storage.draft, storage.formerDraft);
  const keyring = openKeyring(storage.keys, environment.randomBytes, boot.mode, (id) => drafts.write(id, ''));
  const identity = openIdentity(tellPage);

  const screen = signal<'home' | 'thread'>('thread');
  const phase = signal<'loading' | 'ready'>('loading');
  /** The conversations could not be had so far. */
  const isStalled = signal(false);
  const frame = openWindow({ boot, api, environment, onOnline: () => pump() });
  const { layout, isLooking, isOffline, availability, focusTurn, takesFocus, refreshAvailability } = frame;
  const contact = openContact();
  const offer = signal<Offer | null>(null);
  const notice = signal<'conversation-lost' | 'not-done' | null>(null);
  /** Server time minus ours, so that a wrong clock here does not date messages. */
  const clockOffsetMs = signal(0);
  /** Of each key, what lets the page's hand-offs bring its conversation along [XD5]. */
  const proofs = signal<Readonly<Record<string, HandoffProof | null>>>({});
  const grants = openGrants(api, identity.takeVisit, environment.now, (key, { expiresAt, proof }) => {
    // Each grant also tells the server's time.
    const offsetMs = expiresAt - limits.accessTokenMs - environment.now();
    // Small differences are the network's; only a clock that is really off is corrected.
    clockOffsetMs.value = Math.abs(offsetMs) > 30_000 ? offsetMs : 0;
    proofs.value = { ...proofs.value, [key]: proof };
  });
  const gate = openSessionGate({ mode: boot.mode, keyring, storage, environment });
  const serverNow = () => environment.now() + clockOffsetMs.value;
  const newClientId = (): ClientId => encodeBase64Url(environment.randomBytes(new Uint8Array(16)));

  const slots = openSlots({ open: (key) => openSlot(key, api, grants, environment), items: () => sender.items });
  const { shown, live, history } = slots;

  const store = openOutboxStore({
    ...storage.outbox,
    keepsChosen: !endsWithSession(boot.mode),
    onStored: storage.outbox.tellOthers,
  });
  const kit = openFileKit({
    load: options.loadFileKit,
    open: ({ openFileViews }) => openFileViews({ api, grants, environment, file: store.file }),
  });
  const sender = openSender({
    store,
    site: boot.site,
    api,
    grants,
    keyring,
    environment,
    identity: () => ({ ...identity.read(), login: login.read() }),
    slotOf: slots.of,
    newClientId,
    onStarted: (slot) => {
      taking.keepDraft(slot);
      gate.noteUse();
      void recovery.sync();
      void refreshAvailability();
    },
    loadKit: kit.load,
    onUploaded: (file) => kit.loaded.value?.views.previews.alias(file.id, file.attachment?.id ?? ''),
  });

  const taking = openKeyTaking({
    keyring,
    grants,
    slots,
    drafts,
    identity,
    environment,
    hasItems: (key) => sender.items.value.some((item) => item.key === key),
  });
  const { takeKeys } = taking;
  const login = openLogin({
    api,
    keyring,
    grants,
    taking,
    slots,
    identity,
    environment,
    tellPage,
    onBrought() {
      const next = live.value;
      if (shown.value === null && next) show(next);
      else if (shown.value === null && history.value.length > 0 && drafts.read(newDraft) === '') screen.value = 'home';
    },
  });

  const { begin } = openBeginning({
    lockName: storage.keys.name,
    keyring,
    sender,
    slots,
    offer,
    contact,
    environment,
    show,
    onFound: () => void attempt(takeKeys),
  });

  const recovery = openRecovery({
    site: boot.site,
    api,
    keyring,
    environment,
    tellPage,
    onTaken: () => void taking.recheck().catch(() => undefined),
  });

  const line = openLine({
    site: boot.site,
    load: options.loadLineKit,
    slot: computed(() => {
      const slot = live.value;
      return slot?.isLoaded.value ? slot : null;
    }),
    grants,
    environment,
    onLost: (slot) => forget(slot),
    onOpen: () => sender.pump(),
  });

  const continuations = openContinuations({
    api,
    keyring,
    environment,
    onGranted(key, answer) {
      batch(() => {
        grants.take(key, answer);
        const slot = taking.takeGrant(key, answer);
        slot.take(answer.opened);
        slots.sort();
        show(slot);
      });
      void recovery.sync();
      // This answer was not asked for in this visit, so its proof is none.
      void grants.exchange([key]).catch(() => undefined);
    },
  });

  async function load(): Promise<void> {
    if (keyring.list().length > 0) line.prepare();
    if (!(await gate.isSameSession)) clear();
    await store.read();
    await taking.untilTaken(recovery.find, () => {
      isStalled.value = true;
    });
    batch(() => {
      phase.value = 'ready';
      isStalled.value = false;
      if (live.value) show(live.value);
      else if (offer.value === null && history.value.length > 0) screen.value = 'home';
    });
    login.start();
    void recovery.sync();
    gate.noteUse();
    continuations.resume();
    pump();
    showKeysAgain();
  }

  function pump(): void {
    // What an earlier session left is not known to be ours before.
    if (phase.value === 'ready') sender.pump();
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

  /** [VIS6] Ends what the keys open and lets go of all that is held: at a logout, or when the session is another one. */
  function clear(): void {
    revokeKeys(api, environment, [...keyring.lent(), ...keyring.list()]);
    recovery.clear();
    keyring.clear();
    storage.used.remove();
    sender.clear();
    clearHere();
  }

  /** What this tab holds beside the storage. */
  function clearHere(): void {
    taking.forget();
    grants.clear();
    drafts.clear();
    marks.stop();
    sending.clear();
    continuations.clear();
    batch(() => {
      slots.drop(() => true);
      proofs.value = {};
      contact.clear();
      offer.value = null;
      screen.value = 'thread';
      notice.value = null;
    });
  }

  /** The key opens nothing any more: it was revoked, or the conversation was erased. */
  function forget(slot: Slot): void {
    keyring.remove([slot.key]);
    grants.drop(slot.key);
    batch(() => {
      slots.drop((one) => one === slot);
      notice.value = 'conversation-lost';
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

  const sending = openSending({
    store,
    sender,
    drafts,
    kit,
    shown,
    contact,
    environment,
    serverNow,
    newClientId,
    begin,
    show,
    attempt,
    onSend() {
      continuations.settle();
      marks.stop();
    },
  });
  const { draftName } = sending;
  const marks = openTypingMarks(environment, line.sendTyping);
  function type(text: string): void {
    drafts.write(draftName.value, text);
    marks.note(text);
  }

  function showKeysAgain(): void {
    if (phase.value !== 'ready') return;
    const opened = slots.all.value.filter(({ view }) => view.value).map(({ key }) => key);
    identity.showAgain(() => grants.exchange(opened));
  }

  function fromPage(message: ToFrame): void {
    if (message.type === 'identity') {
      identity.fromPage(message.visitor, message.visit);
      recovery.fromPage(message);
      login.fromPage(message);
      gate.note(message.visitor, message.hasChat === true);
      showKeysAgain();
      // Another tab keeps a conversation now that this one cannot see in its storage.
      if (phase.value === 'ready') void recovery.find().then(takeNew, () => undefined);
    } else if (message.type === 'continue') {
      continuations.begin(identity.read().visitor, message.handoff, message.from);
    } else if (message.type === 'forget') {
      identity.clear();
      clear();
      login.clear();
      tellPage({ type: 'forgotten' });
    } else if (message.type === 'layout') {
      frame.take(message);
    } else if (!live.value) {
      offer.value = message.offer;
      show(null);
    }
  }

  const { takeNew } = followOtherTabs({
    storage,
    environment,
    slots,
    keyring,
    drafts,
    sender,
    isReady: () => phase.value === 'ready',
    takeKeys,
    show,
    pump,
    clear() {
      login.clear();
      clearHere();
    },
  });

  tellPageOf({ live, history, phase, outbox: sender.items, proofs, tellPage });
  whileTalking({ live, refresh: (slot) => grants.exchange([slot.key]), environment });
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
    /** [RT2] The server speaks another version by now. */
    isOutdated: computed(() => line.status.value?.reason === 'version'),
    availability,
    contact,
    offer,
    shown,
    live,
    history,
    notice,
    continuation: continuations.state,
    /** What going on on another device takes [CNV9]. */
    device: { api, keyring, grants, environment, identity, take: continuations.take },
    focusTurn,
    takesFocus,
    clockOffsetMs,
    serverNow,
    drafts,
    draftName,
    outbox: sender.items,
    load,
    show,
    attempt,
    send: sending.send,
    files: sending,
    type,
    fromPage,
    close: () => tellPage({ type: 'close' }),
    retry: sending.retry,
    discard: sending.discard,
    resendAsNew: sending.resendAsNew,
    ...openActions({ api, grants, attempt }),
  };
}
