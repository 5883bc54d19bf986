import type { ArticleId, Member, SiteId } from '@porchlight/protocol';
import { ArticleReader, type Articles } from '../articles/index.ts';
import { Comments } from '../comments/index.ts';
import { Groups } from '../groups/index.ts';
import type { Clock } from '../platform/clock/index.ts';
import type { Storage } from '../platform/db/index.ts';
import { newSecret } from '../platform/ids/index.ts';

const asked = 'Does this also work where visitors come from a newsletter, so with a long address full of parameters?';
const answered =
  'It does. The tag keeps the address of the page view without what names a person; the rest of it is not looked at.';
const waiting = 'After switching the mode yesterday our reports show two lines for one visitor. Is that expected?';

/** One thread that everybody reads, and a question that waits in the queue. */
export async function seedComments(
  { storage, clock, articles }: { storage: Storage; clock: Clock; articles: Articles },
  site: SiteId,
  member: Member,
): Promise<void> {
  const comments = new Comments({ storage, clock });
  const settings = { policy: 'all', linksAtMost: 2, tellsMembers: false } as const;
  await comments.saveSettings(site, settings);
  const reader = new ArticleReader({ storage, clock, articles, groups: new Groups({ storage, clock }) });
  const by = {
    who: { kind: 'member', id: member.id, name: member.name },
    from: { ip: null, userAgent: null },
  } as const;
  const write = async (slug: string, name: string, text: string) => {
    const article = (await reader.findTarget(site, 'article', slug)) as ArticleId;
    const author = { kind: 'guest', key: newSecret(), name, email: null, wantsMail: false } as const;
    const given = { site, article, language: 'en', pageLanguage: 'en', reply: null, author, own: [], text } as const;
    return comments.post({
      ...given,
      own: [],
      form: newSecret(),
      shownAt: clock.now() - 60_000,
      trap: '',
      mayPublish: false,
    });
  };
  const { id } = await write('choose-a-cookie-mode', 'Jette', asked);
  await comments.answer(site, id, { text: answered, revision: 1, clientId: 'seeded', member }, by);
  await write('choose-a-cookie-mode', 'Pablo', waiting);
  await comments.saveSettings(site, { ...settings, tellsMembers: true });
}
