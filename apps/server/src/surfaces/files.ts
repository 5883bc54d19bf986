import path from 'node:path';
import { KeyAccess } from '../conversations/index.ts';
import { createFiles } from '../files/feature.ts';
import { canUserRead } from '../tickets/index.ts';
import { networkOf } from '../visits/index.ts';
import type { Ground } from './ground.ts';
import type { HelpCenter } from './help-center.ts';
import type { Service } from './service.ts';
import type { Workspace } from './workspace.ts';

/** Files of messages, from every surface on which there are some, and the origin that they are read from. */
export function addFiles(
  ground: Ground,
  { conversations }: Service,
  { accounts, tokens }: Workspace,
  { users }: HelpCenter,
) {
  const { config, clock, storage, http, sites, secret } = ground;
  const keyAccess = new KeyAccess({ storage, clock, sites });
  return createFiles({
    http,
    storage,
    clock,
    folder: path.join(config.dataDir, 'files'),
    origin: config.origins.files,
    secret,
    networkOf,
    keys: {
      accessForUpload: keyAccess.accessForUpload.bind(keyAccess),
      canRead: keyAccess.canRead.bind(keyAccess),
    },
    accessConversation: conversations.accessAsMember.bind(conversations),
    members: {
      ...accounts,
      isAgentSessionLive: async (id) => (await accounts.isAgentSessionLive(id)) || tokens.isLive(id),
    },
    canUserRead: (session, conversation) => canUserRead({ conversations, forms: users.forms }, session, conversation),
  });
}
