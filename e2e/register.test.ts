import { register } from '@porchlight/cookies';
import { cookieModes } from '@porchlight/protocol';
import { beforeAll, describe, expect, it } from 'vitest';
import { runRegister } from './browsers/register-run.ts';
import type { RegisterComparison } from './browsers/register-walk.ts';
import type { ConfigurationId } from './browsers/test-browser.ts';

// Chromium alone; `npm run test:browsers` does the same in all engines.
const browsers = ['chromium', 'chromium-blocked'] as const satisfies ConfigurationId[];

describe('a browser and the register', () => {
  let results: Map<ConfigurationId, RegisterComparison>;
  beforeAll(async () => {
    results = await runRegister(browsers);
  }, 240_000);

  it.each(browsers)('[REG5] hold the same in every mode, as it is declared: %s', (id) => {
    expect(results.get(id)?.problems).toEqual([]);
  });

  it.each(cookieModes)('[REG5] nothing is declared that cannot be made to appear: %s', (mode) => {
    const seen = new Set(browsers.flatMap((id) => [...(results.get(id)?.seen.get(mode) ?? [])]));
    // What the doctor tries is gone before a walk could find it: doctor.test.ts watches it come and go.
    const declared = register
      .filter((entry) => entry.modes[mode] !== undefined && entry.surface !== 'doctor')
      .map(({ key }) => key);
    expect([...seen].sort()).toEqual(declared.sort());
  });
});
