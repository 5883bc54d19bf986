import { defineConfig } from 'vitest/config';

const browserTests = ['**/*.browser.test.{ts,tsx}', 'e2e/**/*.test.ts'];
const never = ['**/node_modules/**', '**/dist/**', '**/.cache/**'];

export default defineConfig({
  test: {
    // Forks, since tests open SQLite files, start workers and take signals.
    pool: 'forks',
    maxWorkers: 2,
    globalSetup: ['scripts/testing/postgres-setup.ts'],
    restoreMocks: true,
    unstubEnvs: true,
    unstubGlobals: true,
    projects: [
      {
        test: {
          name: 'unit',
          include: ['**/*.test.{ts,tsx}'],
          exclude: [...never, ...browserTests],
          testTimeout: 15_000,
          hookTimeout: 30_000,
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          name: 'browser',
          include: browserTests,
          exclude: never,
          globalSetup: ['scripts/testing/bundles-setup.ts'],
          testTimeout: 60_000,
          hookTimeout: 120_000,
          // Decision 0036: a machine of its own judges the product, and names what was flaky; elsewhere that fails.
          retry: process.env.CI ? 1 : 0,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
});
