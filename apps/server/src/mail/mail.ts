/** One mail to one address. All fields but `to` are ours: nothing that somebody typed stands in them. */
export type Mail = {
  /** Names the mail for whoever receives it twice: the same each time that it is sent. */
  id: string;
  /** As `readAddress` gives it. */
  to: string;
  subject: string;
  text: string;
  html: string;
  /** [HC13] Where mails of this kind are ended, by one click of the mail program too (RFC 8058); for those that may be. */
  stopUrl?: string;
};

/** Sends mails. Throws `JobRefused` where no further try can help, another Error where one can. */
export type Mailer = {
  send(mail: Mail, signal?: AbortSignal): Promise<void>;
};

const lineBreak = /[\r\n\p{Cc}]/u;

/** [MAIL3] Throws where something that becomes a header could end it. */
export function assertHeaders({ id, to, subject, stopUrl = '' }: Mail): void {
  if ([id, to, subject, stopUrl].some((text) => lineBreak.test(text)))
    throw new Error('A header of a mail has a line break.');
}
