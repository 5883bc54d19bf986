import { renderBlog } from './blog/routes.ts';
import type { DemoInput, DemoPage } from './page.ts';
import { renderShop } from './shop/routes.ts';

export { type DemoAsset, demoAssets } from './assets.ts';
export type { DemoInput, DemoPage } from './page.ts';

/** Renders a page of one of the two demo sites; addresses that do not exist get the site's own 404 page. */
export function renderDemo(input: DemoInput): DemoPage {
  return input.site === 'shop' ? renderShop(input) : renderBlog(input);
}
