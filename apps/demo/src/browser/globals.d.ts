// The demo's scripts are classic ones and share these names on the page.

type CartLine = { id: string; name: string; kind: string; price: number; href: string; count: number };

declare function porchlight(...call: unknown[]): void;

declare const cart: {
  read(): CartLine[];
  write(lines: CartLine[]): void;
  add(product: Omit<CartLine, 'count'>): void;
  show(): void;
};
