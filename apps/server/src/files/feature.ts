import type { ConversationId, Member, SiteId } from '@porchlight/protocol';
import { createAllowance } from '../platform/allowance/index.ts';
import type { Clock } from '../platform/clock/index.ts';
import type { Storage } from '../platform/db/index.ts';
import { openDiskFiles } from '../platform/files/index.ts';
import type { Http } from '../platform/http/index.ts';
import { fileRoutes } from './file-routes.ts';
import type { Rendered } from './image-work.ts';
import { Leftovers } from './leftovers.ts';
import { PageImages } from './page-images.ts';
import { Readings } from './readings.ts';
import { uploadRoutes } from './upload-routes.ts';
import { Uploads } from './uploads.ts';

export type FilesOptions = {
  http: Http;
  storage: Storage;
  clock: Clock;
  /** Where files lie, beside or without an embedded database. */
  folder: string;
  /** The files origin. */
  origin: string;
  /** Signs addresses; the same on every node, kept in the database. */
  secret: string;
  networkOf(ip: string): string;
  keys: {
    /** The hash of a key with which somebody may upload on this site; throws `key_invalid`. */
    accessForUpload(site: SiteId, key: string): Promise<string>;
    /** Tells whether a key opens this conversation now. */
    canRead(keyHash: string, conversation: ConversationId): Promise<boolean>;
  };
  /** A conversation that members may see; throws `conversation_not_found`. */
  accessConversation(id: string): Promise<{ id: ConversationId; site_id: SiteId }>;
  members: {
    readMember(actor: unknown): Member;
    readSessionId(actor: unknown): string;
    isAgentSessionLive(sessionId: string): Promise<boolean>;
  };
  /** Tells whether a help center's user still has this session, and the conversation is theirs. */
  canUserRead(sessionId: string, conversation: ConversationId): Promise<boolean>;
};

export type FilesFeature = {
  /** What forms of the help center upload, and addresses of what they brought. */
  uploads: Uploads;
  readings: Readings;
  pageImages: PageImages;
  /** A picture written anew, for what is no message's file. */
  renderPicture(content: Buffer): Promise<Rendered>;
  sweep(): Promise<void>;
  close(): void;
};

/** Files of messages: rules FILE in docs/spec/files.md. Registers their routes; what it answers is called often. */
export function createFiles(options: FilesOptions): FilesFeature {
  const { http, storage, clock, folder, origin, secret, networkOf, keys, accessConversation, members } = options;
  const files = openDiskFiles(folder);
  const code = 'too_many_files';
  const uploads = new Uploads({
    storage,
    clock,
    files,
    allowUpload: createAllowance({
      points: 60,
      durationS: 60,
      code,
      message: 'Those were very many files at once. Wait a minute and send the others.',
    }),
    allowChunk: createAllowance({
      points: 600,
      durationS: 60,
      code,
      message: 'The upload came in very many parts. Wait a minute and go on where it stands.',
    }),
    allowNetwork: createAllowance({
      points: 300,
      durationS: 60,
      code,
      message: 'Very many files came from this address within a minute. Try again shortly.',
    }),
    allowMegabytes: createAllowance({
      points: 1_000,
      durationS: 600,
      code,
      message: 'Very much came from this address within ten minutes. Try again shortly.',
    }),
  });
  const { accessForUpload, canRead } = keys;
  const { readMember, readSessionId, isAgentSessionLive } = members;
  uploadRoutes({ http, uploads, accessKey: accessForUpload, accessConversation, readMember, networkOf });
  const readings = new Readings({
    storage,
    clock,
    files,
    secret,
    origin,
    canKeyRead: canRead,
    isSessionLive: isAgentSessionLive,
    canUserRead: options.canUserRead,
  });
  fileRoutes({ http, readings, accessConversation, readSessionId });
  const leftovers = new Leftovers({ storage, clock, files });
  return {
    renderPicture: (content) => uploads.renderPicture(content),
    uploads,
    readings,
    pageImages: new PageImages(uploads.images),
    sweep: () => leftovers.sweep(),
    close: () => uploads.close(),
  };
}
