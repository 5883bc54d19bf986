import type { Clock } from '../platform/clock/index.ts';
import { assertHeaders, type Mail, type Mailer } from './mail.ts';

/** A mail that stayed here; `at` in ms. */
export type CapturedMail = Mail & { at: number };

const keptAtMost = 200;

/** Mails of the demo and of tests: kept in memory, newest first, sent nowhere. */
export class CapturedMailer implements Mailer {
  readonly #clock: Clock;
  readonly #mails: CapturedMail[] = [];

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get mails(): readonly CapturedMail[] {
    return this.#mails;
  }

  find(id: string): CapturedMail | null {
    return this.#mails.find((mail) => mail.id === id) ?? null;
  }

  async send(mail: Mail, signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    assertHeaders(mail);
    // Sent twice it is still one mail, as in a mailbox that knows its id.
    if (this.find(mail.id)) return;
    this.#mails.unshift({ ...mail, at: this.#clock.now() });
    this.#mails.splice(keptAtMost);
  }
}
