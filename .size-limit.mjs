import { readdirSync, readFileSync } from 'node:fs';
import { brotliCompressSync } from 'node:zlib';

// Budgets in brotli, kB of 1,000 bytes; ARCHITECTURE.md says why each stands.
/** @param {string} folder */
const dist = (folder) => readdirSync(folder, { recursive: true }).map((name) => `${folder}/${name}`);
const tagFiles = dist('packages/tag/dist').filter((path) => path.endsWith('.js'));
const tag = tagFiles.filter((path) => path.endsWith('/tag.js'));
const bubble = tagFiles.filter((path) => /\/bubble-[^/]+\.js$/.test(path));
/** Words come in the visitor's language alone: the one that weighs most is counted, of the `count` that there are. */
const heaviest = (/** @type {string[]} */ paths, /** @type {number} */ count) => {
  const bytes = (/** @type {string} */ path) => brotliCompressSync(readFileSync(path)).length;
  if (paths.length !== count) throw new Error(`There should be ${count} languages: ${paths.join(', ')}`);
  return paths.toSorted((a, b) => bytes(b) - bytes(a)).slice(0, 1);
};
const banner = tagFiles.filter((path) => /\/banner-[\da-f]{12}\.js$/.test(path));
const bannerWords = heaviest(
  tagFiles.filter((path) => path.includes('/banner-words-')),
  4,
);
const cards = tagFiles.filter((path) => /\/cards-[^/]+\.js$/.test(path));
const identify = tagFiles.filter((path) => /\/identify-[^/]+\.js$/.test(path));
const consentMode = tagFiles.filter((path) => /\/consent-mode-[^/]+\.js$/.test(path));
const doctor = tagFiles.filter((path) => /\/doctor-[\da-f]{12}\.js$/.test(path));
const doctorWords = tagFiles.filter((path) => /\/doctor-de-[^/]+\.js$/.test(path));
const messengerFiles = dist('packages/messenger/dist').filter((path) => /\.(js|css)$/.test(path));
/** What comes with the first file of a message, or the first one that is chosen, and not before. */
const { kit: messengerKit } = JSON.parse(readFileSync('packages/messenger/dist/manifest.json', 'utf8'));
const isOfKit = (/** @type {string} */ path) => messengerKit.some((/** @type {string} */ name) => path.endsWith(name));
/** `part`: of the file's name. */
const heaviestWords = (/** @type {string} */ part) =>
  heaviest(
    messengerFiles.filter((path) => new RegExp(`/messenger-${part}(en|de|fr|es|ar)-[^/]+\\.js$`).test(path)),
    5,
  );
/** What comes with the wish to go on on another device. */
const messengerDevice = messengerFiles.filter((path) => path.includes('/messenger-device-kit-'));
/** What comes with the window where no conversation is shown yet. */
const messengerHelp = messengerFiles.filter((path) => path.includes('/messenger-help-kit-'));
/** All that an open conversation needs. What most never see comes when it is shown. */
const messengerOthers = /\/messenger-((device-|help-)?(en|de|fr|es|ar)|home|rating|adopt-styles|device-kit|help-kit)-/;
const messenger = [
  ...messengerFiles.filter((path) => !isOfKit(path) && !messengerOthers.test(path)),
  ...heaviestWords(''),
];

/** What the page names is what a browser loads before it shows anything: scripts, preloaded parts, styles. */
const workspacePage = readFileSync('apps/workspace/dist/index.html', 'utf8');
const workspace = [...workspacePage.matchAll(/(?:src|href)="\/([^"]+\.(?:js|css))"/g)].map(
  ([, path]) => `apps/workspace/dist/${path}`,
);

export default [
  { name: 'tag', path: tag, limit: '4 kB' },
  { name: 'bubble', path: bubble, limit: '8 kB' },
  { name: 'page view without interaction (tag and bubble)', path: [...tag, ...bubble], limit: '12 kB' },
  { name: 'banner, until it is answered', path: [...banner, ...bannerWords], limit: '3 kB' },
  { name: 'Google Consent Mode, where a page has it', path: consentMode, limit: '1 kB' },
  { name: 'offers and previews, with the first one', path: cards, limit: '2 kB' },
  { name: 'login of the site’s own, where a page has it', path: identify, limit: '1 kB' },
  { name: 'doctor, with a code, in the longer language', path: [...doctor, ...doctorWords], limit: '12 kB' },
  { name: 'opened messenger, with a conversation', path: messenger, limit: '40 kB' },
  { name: 'files in the messenger, with the first one', path: messengerFiles.filter(isOfKit), limit: '5 kB' },
  {
    name: 'going on on another device, with the wish',
    path: [...messengerDevice, ...heaviestWords('device-')],
    limit: '2 kB',
  },
  { name: 'help center in the messenger', path: [...messengerHelp, ...heaviestWords('help-')], limit: '2 kB' },
  { name: 'workspace, first load', path: ['apps/workspace/dist/index.html', ...workspace], limit: '250 kB' },
];
