import type { DemoInput, DemoPage } from '../page.ts';
import { articlePage, missingPage } from './article-page.ts';
import { articles } from './articles/index.ts';
import { frontPage } from './home.ts';
import { renderBlogPage } from './layout.ts';

/** Renders a page of the magazine. */
export function renderBlog(input: DemoInput): DemoPage {
  const { pathname } = new URL(input.path, input.blogUrl);
  if (pathname === '/') return renderBlogPage(input, frontPage(), true);
  const article = articles.find(({ path }) => path === pathname.replace(/\/$/, ''));
  return renderBlogPage(input, article ? articlePage(article, input.shopUrl) : missingPage);
}
