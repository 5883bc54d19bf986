import { endingOf } from './names.ts';

/** How much of a file's beginning tells what it is. */
export const sampleBytes = 262_144;

export type Recognised = { kind: 'image'; type: ImageType } | { kind: 'other'; type: string } | { kind: 'refused' };

/** What is written anew and may be shown; every other image is a file like any other. */
export type ImageType = 'image/jpeg' | 'image/png' | 'image/gif' | 'image/webp' | 'image/avif';

const images: Record<string, ImageType> = {
  'image/jpeg': 'image/jpeg',
  'image/png': 'image/png',
  'image/apng': 'image/png',
  'image/gif': 'image/gif',
  'image/webp': 'image/webp',
  'image/avif': 'image/avif',
};

/** [FILE6] Programs by what they are, whatever they are called. */
const refusedTypes = new Set([
  'application/x-msdownload',
  'application/x-elf',
  'application/x-mach-binary',
  'application/java-archive',
  'application/java-vm',
  'application/vnd.android.package-archive',
  'application/x-deb',
  'application/x-rpm',
  'application/x-apple-diskimage',
  'application/x-iso9660-image',
  'application/x-google-chrome-extension',
  'application/x-xpinstall',
  'application/x-ms-shortcut',
  'application/x-ft-apple.alias',
  'application/x-ms-regedit',
  'application/vnd.ms-htmlhelp',
  'application/x-shockwave-flash',
  'application/wasm',
]);

/** [FILE6] Programs by their ending: what a double click would run. */
const refusedEndings = new Set(
  (
    'exe com scr pif cpl msi msp mst msix appx bat cmd ps1 psm1 vb vbs vbe js jse mjs ws wsf wsc wsh hta chm lnk url scf desktop ' +
    'inf reg dll ocx sys drv jar class apk xapk ipa deb rpm dmg pkg app command workflow scpt sh bash zsh csh run bin ' +
    'elf iso img vhd vhdx crx xpi msc gadget application appref-ms settingcontent-ms library-ms search-ms diagcab xll'
  ).split(' '),
);

/** What is told on as it is; every other content is just bytes. */
const plainTypes = new Set([
  'application/pdf',
  'application/zip',
  'application/gzip',
  'application/x-7z-compressed',
  'application/x-rar-compressed',
  'application/x-tar',
  'application/rtf',
  'application/epub+zip',
  'text/calendar',
  'text/vcard',
]);

/** [FILE6] Tells whether a name's ending alone is reason to refuse the file, before anything of it came. */
export function isRefusedName(name: string): boolean {
  return refusedEndings.has(endingOf(name));
}

/** [FILE6] Tells by its first bytes what a file is; what its sender called it counts for refusals alone. */
export async function recognise(head: Uint8Array, name: string): Promise<Recognised> {
  if (isRefusedName(name)) return { kind: 'refused' };
  // Loaded when the first file comes: most processes wait for one for a long time.
  const { fileTypeFromBuffer } = await import('file-type');
  const type = (await fileTypeFromBuffer(head))?.mime;
  if (type === undefined) {
    if (startsWith(head, '#!')) return { kind: 'refused' };
    return { kind: 'other', type: isPlainText(head) ? 'text/plain' : 'application/octet-stream' };
  }
  const image = images[type];
  if (image) return { kind: 'image', type: image };
  if (refusedTypes.has(type)) return { kind: 'refused' };
  const isPlain =
    plainTypes.has(type) ||
    /^(audio|video)\/[\w.+-]+$/.test(type) ||
    /^image\/(heic|heif|tiff|bmp)$/.test(type) ||
    /^application\/vnd\.(openxmlformats-officedocument|oasis\.opendocument)\.[\w.-]+$/.test(type);
  return { kind: 'other', type: isPlain ? type : 'application/octet-stream' };
}

function startsWith(bytes: Uint8Array, text: string): boolean {
  return Buffer.from(bytes.subarray(0, text.length)).toString('latin1') === text;
}

/** Text is what reads as such and holds nothing that a browser could take for a document. */
function isPlainText(head: Uint8Array): boolean {
  // A character may be cut at the end of the sample.
  const text = new TextDecoder().decode(head, { stream: true });
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they tell text from anything else
  return !/[\u0000-\u0008\u000e-\u001a\u001c-\u001f\ufffd]/.test(text) && !/<[a-z!?/]/i.test(text);
}
