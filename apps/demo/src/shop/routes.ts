import type { DemoInput, DemoPage } from '../page.ts';
import { atelierPage, atelierViews } from './atelier.ts';
import { cartPage } from './cart.ts';
import { categoryPage } from './category.ts';
import { deliveryPage } from './delivery.ts';
import { homePage } from './home.ts';
import { renderShopPage, type ShopPage } from './layout.ts';
import { notFoundPage } from './not-found.ts';
import { productPage } from './product.ts';
import { categories, productPath, products } from './products.ts';

type Route = (input: DemoInput) => ShopPage;

const routes = new Map<string, Route>([
  ['/', ({ blogUrl }) => homePage(blogUrl)],
  ['/cart', () => cartPage],
  ['/delivery', () => deliveryPage],
  ...categories.map((category): [string, Route] => [category.path, () => categoryPage(category)]),
  ...products.map((product): [string, Route] => [productPath(product), () => productPage(product)]),
  ...atelierViews.map((view): [string, Route] => [view.path, () => atelierPage(view)]),
]);

/** Renders a page of the shop. */
export function renderShop(input: DemoInput): DemoPage {
  const { pathname } = new URL(input.path, input.shopUrl);
  const route = routes.get(pathname.length > 1 ? pathname.replace(/\/$/, '') : pathname);
  return renderShopPage(input, route?.(input) ?? notFoundPage);
}
