import type { CategoryId, HelpCategory, HelpCenterAnswer } from '@porchlight/protocol';
import { t } from '../../messages/index.ts';

/** Each topic of the first level, those of the second below it. */
export function inOrder({ categories }: HelpCenterAnswer): HelpCategory[] {
  const below = (parent: CategoryId | null) => categories.filter((one) => one.parent === parent);
  return below(null).flatMap((one) => [one, ...below(one.id)]);
}

/** Its name in the site's default language, else in any. */
export function titleOf({ texts }: HelpCategory, { defaultLanguage }: HelpCenterAnswer): string {
  return (texts[defaultLanguage] ?? Object.values(texts)[0])?.title ?? t.admin.articles.untitled;
}

/** The name of a topic with that of the one that it lies in. */
export function pathOf(topic: HelpCategory, center: HelpCenterAnswer): string {
  const parent = center.categories.find((one) => one.id === topic.parent);
  return parent ? `${titleOf(parent, center)} / ${titleOf(topic, center)}` : titleOf(topic, center);
}
