import type { Attachment, ConversationId, FileId, MessageId, SiteId } from '@porchlight/protocol';
import type { Db } from '../platform/db/index.ts';
import { appError } from '../platform/errors/index.ts';
import { presentAttachment } from './present.ts';
import * as store from './store.ts';
import type { FileOwner } from './tables.ts';

export type Claim = {
  site: SiteId;
  owner: FileOwner;
  files: readonly FileId[];
  conversation: ConversationId;
  message: MessageId;
  now: number;
};

/**
 * [FILE5] Gives files to a message, inside the command that adds it: all of them or, by throwing, none. Throws
 * `file_not_found` also for another's file, `file_incomplete`, and `file_used` where a message has it already.
 */
export async function claimFiles(db: Db, claim: Claim): Promise<Attachment[]> {
  const attachments: Attachment[] = [];
  for (const id of claim.files) {
    const row = await store.findFile(db, id);
    const isOwn =
      row !== null &&
      row.site_id === claim.site &&
      row.owner === claim.owner &&
      row.state !== 'refused' &&
      (row.conversation_id === null || row.conversation_id === claim.conversation || row.claimed_at !== null);
    if (!isOwn) throw appError('file_not_found', 'One of the files is not there, or not any more. Upload it again.');
    if (row.state === 'open') throw appError('file_incomplete', 'One of the files is not whole yet. Upload the rest.');
    const claimed = await store.claim(db, id, {
      conversation_id: claim.conversation,
      message_id: claim.message,
      claimed_at: claim.now,
    });
    if (!claimed) throw appError('file_used', 'One of the files was sent already. Upload it again to send it twice.');
    attachments.push(presentAttachment(claimed));
  }
  return attachments;
}
