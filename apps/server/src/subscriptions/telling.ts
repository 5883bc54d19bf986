import type { UserId } from '@porchlight/protocol';
import type { ArticleReader } from '../articles/index.ts';
import type { Groups } from '../groups/index.ts';
import { articlePath, chooseText } from '../help-center/index.ts';
import type { Clock } from '../platform/clock/index.ts';
import type { Storage } from '../platform/db/index.ts';
import type { JobHandler } from '../platform/jobs/index.ts';
import { type Letter, type News, tellSome } from './commands.ts';
import { findSubscribers, type Subscriber, type Target } from './store.ts';
import { emailKeyOf } from './subscriptions.ts';

type Options = {
  storage: Storage;
  clock: Clock;
  groups: Groups;
  reader: ArticleReader;
  newsJob: string;
  /** What comes before the language in a site's paths. */
  baseOf(site: string): string;
};

const atOnce = 50;

/** [HC20] Tells the subscribers of an article that is out, some at a time, those alone who may read it. */
export function createTelling({ storage, clock, groups, reader, newsJob, baseOf }: Options): JobHandler {
  return async (payload) => {
    const news = payload as News;
    const { site, article, language, revision, isFirst, after = '' } = news;
    const { defaultLanguage, categories } = await reader.readTree(site);
    const everybody = await reader.findAllTexts(article);
    const out = everybody.find((one) => one.language === language && one.revision === revision);
    // Taken out or changed again in the meantime: then there is nothing to tell, or another job does.
    if (!out) return;
    const parent = categories.find(({ id }) => id === out.category)?.parent;
    const targets: Target[] = [
      { kind: 'article', id: article },
      ...(isFirst ? [out.category, ...(parent ? [parent] : [])].map((id) => ({ kind: 'category' as const, id })) : []),
    ];
    const subscribers = await findSubscribers(storage.read, targets, { after, limit: atOnce });
    const mayRead = new Map<UserId | null, boolean>();
    const letters: Letter[] = [];
    for (const one of subscribers) {
      const isKnown = mayRead.get(one.user);
      const isReader = isKnown ?? (await reader.findTexts(await groups.actorOf(site, one.user), article)).length > 0;
      mayRead.set(one.user, isReader);
      const letter = isReader ? letterTo(one) : null;
      if (letter) letters.push(letter);
    }
    const last = subscribers.length === atOnce ? subscribers.at(-1) : undefined;
    const rest = last ? { kind: newsJob, payload: { ...news, after: last.id } } : null;
    const toldOf = `${article} ${language} ${revision}`;
    await storage.execute(tellSome, { site, letters, toldOf, rest, now: clock.now() });

    function letterTo(subscriber: Subscriber): Letter | null {
      const shown = chooseText(everybody, subscriber.language, defaultLanguage);
      const isNew = subscriber.kind === 'category';
      // Of a change in another language than theirs they would see nothing.
      if (!shown || (!isNew && shown.language !== language)) return null;
      return {
        subscription: subscriber.id,
        to: subscriber.email,
        toKey: emailKeyOf(subscriber.email),
        language: subscriber.mailLanguage,
        template: isNew ? 'article-new' : 'article-changed',
        title: shown.title,
        page: articlePath({ base: baseOf(site), language: subscriber.language }, shown.slug),
      };
    }
  };
}
