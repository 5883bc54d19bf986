/**
 * A script without its comments, indents, and blanks beside brackets and signs; texts and patterns stay as they are. Plus and
 * minus keep theirs, since two of them are another sign; line ends stay where a statement may end with them.
 */
export function squeeze(script: string): string {
  return script
    .replace(/^[ \t]*\/\*\*.*?\*\/\n/gm, '')
    .replace(/\/\*\*.*?\*\/ ?/g, '')
    .replace(/^\s*\/\/.*\n/gm, '')
    .replace(/^\s+/gm, '')
    .replace(
      /('[^'\n]*'|`[^`]*`|\/\^[^/\n]+\/)|\s*([{([,;:?=<>&|!])[^\S\n]*|[^\S\n]*([)\]}])|(?<=[{,;])\n/g,
      (_, text, sign, end) => text ?? sign ?? end ?? '',
    );
}
