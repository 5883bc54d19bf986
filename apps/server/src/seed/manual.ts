import { readFileSync } from 'node:fs';
import type { CategoryId, HelpLanguage, SiteId } from '@porchlight/protocol';
import type { Articles } from '../articles/index.ts';

const languages = ['en', 'de'] as const;

type Topic = {
  texts: Record<(typeof languages)[number], { title: string; description: string }>;
  articles: string[];
  topics?: Topic[];
};

/** Porchlight's own manual: what the demo's help center holds. */
export const manualTopics: Topic[] = [
  {
    texts: {
      en: { title: 'First steps', description: 'From a line on your page to the first answered question.' },
      de: { title: 'Erste Schritte', description: 'Von einer Zeile auf der Seite bis zur ersten Antwort.' },
    },
    articles: ['embed', 'keyboard', 'help-center'],
  },
  {
    texts: {
      en: { title: 'Visitors and privacy', description: 'Who comes back, what is stored, and who is asked first.' },
      de: {
        title: 'Besucher und Datenschutz',
        description: 'Wer wiederkommt, was gespeichert wird, und wer zuerst gefragt wird.',
      },
    },
    articles: ['cookie-modes', 'consent', 'logging-visitors-in'],
    topics: [
      {
        texts: {
          en: { title: 'Domains', description: 'Several domains, and your own in front of the service.' },
          de: { title: 'Domains', description: 'Mehrere Domains, und Ihre eigene vor dem Dienst.' },
        },
        articles: ['several-domains', 'first-party-proxy'],
      },
    ],
  },
  {
    texts: {
      en: { title: 'Running it', description: 'Databases, backups, and what else whoever runs it should know.' },
      de: { title: 'Betrieb', description: 'Datenbanken, Sicherungen, und was der Betrieb sonst braucht.' },
    },
    articles: ['postgresql', 'backups'],
  },
];

/** A text of the manual: what stands at its head, and the Markdown below. */
export function readManual(name: string, language: HelpLanguage): { title: string; summary: string; markdown: string } {
  const file = readFileSync(new URL(`./manual/${language}/${name}.md`, import.meta.url), 'utf8');
  const [, head = '', markdown = ''] = /^---\n(.*?)\n---\n(.*)$/s.exec(file) ?? [];
  const field = (key: string) => new RegExp(`^${key}: (.+)$`, 'm').exec(head)?.[1] ?? '';
  return { title: field('title'), summary: field('summary'), markdown };
}

/** Fills the help center of a site with the manual, published in both languages. */
export async function seedManual(articles: Articles, site: SiteId): Promise<void> {
  await articles.saveSettings(site, { languages: ['en', 'de', 'fr', 'es', 'ar'], defaultLanguage: 'en' });
  await seedTopics(articles, site, manualTopics, null);
}

async function seedTopics(articles: Articles, site: SiteId, topics: Topic[], parent: CategoryId | null): Promise<void> {
  for (const topic of topics) {
    const category = await articles.saveCategory(site, null, { parent, texts: topic.texts });
    for (const name of topic.articles) {
      const article = await articles.addArticle(site, { category });
      for (const language of languages) {
        const revision = await articles.saveText(site, article, language, {
          ...readManual(name, language),
          basedOn: 0,
        });
        await articles.publish(site, article, language, { revision, at: null });
      }
    }
    await seedTopics(articles, site, topic.topics ?? [], category);
  }
}
