import * as accountMail from './accounts/by-mail/commands.ts';
import * as accounts from './accounts/commands.ts';
import * as factors from './accounts/factors/commands.ts';
import * as members from './accounts/members/commands.ts';
import * as oidc from './accounts/oidc/commands.ts';
import * as users from './accounts/users/commands.ts';
import * as appearance from './appearance/commands.ts';
import * as articleImages from './article-images/commands.ts';
import * as articles from './articles/commands.ts';
import * as articleMoves from './articles/move-commands.ts';
import * as audit from './audit/commands.ts';
import * as comments from './comments/commands.ts';
import * as consents from './consents/commands.ts';
import * as contacts from './contacts/commands.ts';
import * as conversations from './conversations/commands.ts';
import * as devices from './conversations/device-commands.ts';
import * as keyFamilies from './conversations/family-commands.ts';
import * as heldCodes from './conversations/held-code-commands.ts';
import * as conversationKeys from './conversations/key-commands.ts';
import * as tickets from './conversations/ticket-commands.ts';
import * as delivery from './delivery/commands.ts';
import * as doctor from './doctor/commands.ts';
import * as engagements from './engagements/commands.ts';
import * as files from './files/commands.ts';
import * as groups from './groups/commands.ts';
import { ensureSecret } from './installation/index.ts';
import * as mail from './mail/commands.ts';
import type { AnyCommand } from './platform/db/command.ts';
import * as jobs from './platform/jobs/commands.ts';
import * as sites from './sites/commands.ts';
import * as subscriptions from './subscriptions/commands.ts';
import * as visitors from './visitors/commands.ts';
import * as visits from './visits/commands.ts';

/** Every command of every feature: the writer thread finds them here by name. */
export const commands: AnyCommand[] = [
  ensureSecret,
  ...[
    accounts,
    appearance,
    articleImages,
    articles,
    articleMoves,
    audit,
    accountMail,
    comments,
    consents,
    contacts,
    conversations,
    conversationKeys,
    keyFamilies,
    heldCodes,
    devices,
    delivery,
    doctor,
    engagements,
    factors,
    files,
    groups,
    members,
    jobs,
    mail,
    oidc,
    sites,
    subscriptions,
    tickets,
    users,
    visitors,
    visits,
  ].flatMap((feature) => Object.values(feature).filter(isCommand)),
];

function isCommand(value: unknown): value is AnyCommand {
  return typeof value === 'object' && value !== null && 'name' in value && 'run' in value;
}
