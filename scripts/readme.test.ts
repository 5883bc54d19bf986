import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { readmeUrl, withConfiguration } from './readme.ts';

it('shows the configuration as the code has it (mend with: node scripts/readme.ts)', () => {
  const readme = readFileSync(readmeUrl, 'utf8');
  expect(readme).toBe(withConfiguration(readme));
  expect(readme).toContain('PORCHLIGHT_DATABASE_URL');
});
