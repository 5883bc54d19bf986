import path from 'node:path';
import react from '@vitejs/plugin-react';
import { build } from 'vite';

const root = import.meta.dirname;

/**
 * Builds the workspace into `dist`: `index.html`, and under `assets/` files with a hash in their name. Nothing is
 * inlined and no style element is made at run time, so `script-src 'self'; style-src 'self'` is enough for it.
 */
export async function buildWorkspace(): Promise<void> {
  await build({
    root,
    configFile: false,
    base: '/',
    logLevel: 'warn',
    plugins: [react()],
    build: {
      outDir: path.join(root, 'dist'),
      emptyOutDir: true,
      target: 'es2024',
      assetsInlineLimit: 0,
      cssMinify: true,
      modulePreload: { polyfill: false },
      reportCompressedSize: false,
    },
  });
}

if (import.meta.main) await buildWorkspace();
