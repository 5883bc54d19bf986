import type { CategoryId, SiteId } from '@porchlight/protocol';
import type { Porchlight } from '@porchlight/server';

/** Numbers between 0 and 1 that are the same each time. */
function* chances(seed: number): Generator<number, never> {
  for (let state = seed; ; ) {
    state = (state * 48_271) % 2_147_483_647;
    yield state / 2_147_483_647;
  }
}

const syllables =
  'ba be co da de di en er fa fi ga go ha in ka la li lo ma me mi na ne no or pa pe ra re ri ro sa se si so ta te ti to un ve vi wa'.split(
    ' ',
  );
const vocabularySize = 12_000;

/** Words of two to four syllables, the frequent ones first; the first dozens are such as help centers are full of. */
export function buildVocabulary(): string[] {
  const chance = chances(11);
  const frequent =
    'order delivery account password payment invoice return refund address cookie visitor message lantern lamp setting browser'.split(
      ' ',
    );
  const words = new Set(frequent);
  while (words.size < vocabularySize) {
    const count = 2 + Math.floor(chance.next().value * 3);
    words.add(
      Array.from({ length: count }, () => syllables[Math.floor(chance.next().value * syllables.length)]).join(''),
    );
  }
  return [...words];
}

/**
 * Few words are frequent, most are rare, as in texts that people write (Zipf and Mandelbrot): the most frequent ones
 * stand in two of three texts. `chance` lies between 0 and 1.
 */
export function pickWord(vocabulary: readonly string[], chance: number): string {
  const flat = 100;
  const rank = flat * ((vocabulary.length + flat) / flat) ** chance - flat;
  return vocabulary[Math.min(vocabulary.length - 1, Math.floor(rank))] ?? '';
}

const topics = 40;
/** Less than PostgreSQL's connections, for which others would wait too long. */
const atOnce = 8;

/** Fills the help center of a site: articles of 150 to 900 words under headings, in 40 topics. */
export async function addArticles(articles: Porchlight['app']['articles'], site: SiteId, count: number): Promise<void> {
  const vocabulary = buildVocabulary();
  const chance = chances(5);
  const next = () => chance.next().value;
  const words = (length: number) => Array.from({ length }, () => pickWord(vocabulary, next())).join(' ');
  const categories: CategoryId[] = [];
  for (let at = 0; at < topics; at++)
    categories.push(await articles.saveCategory(site, null, { texts: { en: { title: `Topic ${at}` } } }));
  const write = async (at: number) => {
    const id = await articles.addArticle(site, { category: categories[at % topics]!, position: at });
    const parts = Array.from({ length: 3 }, () => `## ${words(3)}\n\n${words(50 + Math.floor(next() * 250))}.`);
    const draft = {
      title: `${words(5)} ${at}`,
      slug: `article-${at}`,
      summary: words(15),
      markdown: parts.join('\n\n'),
    };
    const revision = await articles.saveText(site, id, 'en', { ...draft, basedOn: 0 });
    await articles.publish(site, id, 'en', { revision, at: null });
  };
  for (let at = 0; at < count; at += atOnce)
    await Promise.all(Array.from({ length: Math.min(atOnce, count - at) }, (_, more) => write(at + more)));
}
