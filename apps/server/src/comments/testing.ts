import type { ArticleId, CommentPolicy, HelpLanguage } from '@porchlight/protocol';
import { Portal } from '../accounts/users/testing.ts';
import type { Answer, TestServer } from '../testing.ts';

/** An article that is out in English and German, at a site that takes comments. */
export async function publishLamp(
  { app, site }: Pick<TestServer, 'app' | 'site'>,
  policy: CommentPolicy,
  of = site.id,
): Promise<ArticleId> {
  const { articles, comments } = app;
  await articles.saveSettings(of, { languages: ['en', 'de', 'ar'], defaultLanguage: 'en' });
  const category = await articles.saveCategory(of, null, { texts: { en: { title: 'Lamps' } } });
  const id = await articles.addArticle(of, { category });
  for (const [language, title] of Object.entries({ en: 'Change the bulb', de: 'Die Birne wechseln' })) {
    const draft = { title, summary: '', markdown: `${title}.`, basedOn: 0 };
    const revision = await articles.saveText(of, id, language as HelpLanguage, draft);
    await articles.publish(of, id, language as HelpLanguage, { revision, at: null });
  }
  await comments.saveSettings(of, { policy, linksAtMost: 2, tellsMembers: true });
  return id;
}

/** A browser without JavaScript whose holder reads, thinks and types before they send. */
export class Commenter extends Portal {
  readonly #clock: TestServer['clock'];

  constructor(server: TestServer, site?: string) {
    super(server, site);
    this.#clock = server.clock;
  }

  /** When the form was shown, as it has it. */
  stamp(): string {
    return /name="stamp" value="([^"]+)"/.exec(this.last?.body ?? '')?.[1] ?? '';
  }

  /** Opens a form, fills it in after a while, and sends it; does not follow. */
  async write(path: string, fields: Record<string, string>): Promise<Answer> {
    await this.open(path);
    const stamp = this.stamp();
    this.#clock.advance(20_000);
    return this.post(path, { stamp, ...fields });
  }

  /** Writes a comment as a guest; answers with its id, and the whole answer where there is none. */
  async comment(article: string, text: string, fields: Record<string, string> = {}, query = ''): Promise<string> {
    const answer = await this.write(`comments/on/${article}/en${query}`, { text, name: 'Gus', ...fields });
    return /\/comments\/(cm_[\w-]+)$/.exec(String(answer.headers.location))?.[1] ?? `${answer.status} ${answer.body}`;
  }

  /** A page outside the site's own part, as this browser sees it. */
  async read(server: TestServer, path: string): Promise<Answer> {
    return server.ask('help', path, { headers: { accept: 'text/html', cookie: this.cookie } });
  }
}
