// Tests build what they load, too: without this, theirs would be development builds.
process.env.NODE_ENV = 'production';

const builders: Readonly<Record<string, () => Promise<unknown>>> = {
  tag: async () => (await import('../packages/tag/build.ts')).buildTag(),
  messenger: async () => (await import('../packages/messenger/build.ts')).buildMessenger(),
  workspace: async () => (await import('../apps/workspace/build.ts')).buildWorkspace(),
  libraries: async () => (await import('./libraries/build.ts')).buildLibraries(),
  program: async () => (await import('./libraries/build.ts')).buildProgram(),
};

const names = process.argv.slice(2);
const results = await Promise.allSettled(
  names.map(async (name) => {
    const build = builders[name];
    if (build === undefined)
      throw new Error(`there is no bundle "${name}"; there are ${Object.keys(builders).join(', ')}`);
    const startedAt = performance.now();
    await build();
    console.log(`  ${name}: ${((performance.now() - startedAt) / 1000).toFixed(1)} s`);
  }),
);
for (const [index, result] of results.entries()) {
  if (result.status === 'rejected') {
    console.error(`  ${names[index]}:`, result.reason);
    process.exitCode = 1;
  }
}
