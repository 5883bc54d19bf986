import { describe, expect, it } from 'vitest';
import { migrations } from '../migrations/index.ts';
import { storages } from '../platform/db/testing.ts';
import { getSigningSecret } from './index.ts';

describe.each(storages())('the installation on $name', ({ open }) => {
  it('[CNV2] has one secret, made once, the same for nodes that start at the same moment', async () => {
    const test = await open({ registryUrl: new URL('../commands.ts', import.meta.url).href, migrations });
    const secrets = await Promise.all(Array.from({ length: 5 }, () => getSigningSecret(test.storage)));
    expect(new Set(secrets).size).toBe(1);
    expect(Buffer.from(secrets[0] ?? '', 'base64url')).toHaveLength(32);
    expect(await getSigningSecret(test.storage)).toBe(secrets[0]);
    await test.close();
  });
});
