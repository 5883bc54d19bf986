import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cleanFileName, endingOf, nameImage } from './names.ts';
import { isRefusedName } from './recognition.ts';

describe('a file name', () => {
  it.each([
    ['report.pdf', 'report.pdf'],
    ['Übersicht für 2026 📎.pdf', 'Übersicht für 2026 📎.pdf'],
    ['../../etc/passwd', 'passwd'],
    ['..', 'file'],
    ['.', 'file'],
    ['', 'file'],
    ['   ', 'file'],
    ['..\\..\\windows\\system.ini', 'system.ini'],
    ['/absolute/path.txt', 'path.txt'],
    ['folder/', 'file'],
    ['a\0b.txt', 'ab.txt'],
    ['notes.txt\0.png', 'notes.txt.png'],
    ['line\r\nbreak.txt', 'linebreak.txt'],
    ['photo\u202egpj.txt', 'photogpj.txt'],
    ['\u2066hidden\u2069\u200b\ufeff.txt', 'hidden.txt'],
    ['.htaccess', 'htaccess'],
    ['what<is>this:"a|b?c*".txt', 'what_is_this__a_b_c__.txt'],
    ['trailing. . .', 'trailing'],
    ['con', '_con'],
    ['NUL.txt', '_NUL.txt'],
    ['\ud800lone.txt', '\ufffdlone.txt'],
    ['e\u0301t\u00e9.txt', '\u00e9t\u00e9.txt'],
  ])('[FILE4] %j becomes %j', (raw, clean) => {
    expect(cleanFileName(raw)).toBe(clean);
  });

  it('[FILE4] keeps its ending when it is cut, and no half of a character', () => {
    expect(cleanFileName(`${'x'.repeat(300)}.pdf`)).toBe(`${'x'.repeat(116)}.pdf`);
    expect(cleanFileName(`x.${'y'.repeat(300)}`)).toHaveLength(120);
    expect(cleanFileName(`${'x'.repeat(115)}😀😀.pdf`)).toBe(`${'x'.repeat(115)}.pdf`);
  });

  it('[FILE4] is plain whatever was sent, and cleaning it again changes nothing', () => {
    const pieces = fc.constantFrom('..', '/', '\\', '\0', '.', ' ', '\u202e', 'con', '\ud83d', 'é', '.exe', ':', 'a');
    const raw = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(pieces, { minLength: 1, maxLength: 200 }).map((all) => all.join('')),
    );
    fc.assert(
      fc.property(raw, (text) => {
        const name = cleanFileName(text);
        expect(name).not.toMatch(/[/\\\p{Cc}\u202a-\u202e\u2066-\u2069<>:"|?*]|^[.\s]|[.\s]$/u);
        expect(name.isWellFormed()).toBe(true);
        expect(name.length).toBeGreaterThan(0);
        expect(name.length).toBeLessThanOrEqual(120);
        expect(cleanFileName(name)).toBe(name);
      }),
      { numRuns: 2_000 },
    );
  });

  it.each([
    ['photo.jpg', 'image/jpeg', 'photo.jpg'],
    ['photo.JPEG', 'image/jpeg', 'photo.JPEG'],
    ['photo.jpg', 'image/png', 'photo.png'],
    ['photo.avif', 'image/webp', 'photo.webp'],
    ['drawing.svg', 'image/png', 'drawing.png'],
    ['page.html', 'image/gif', 'page.html.gif'],
    ['photo', 'image/gif', 'photo.gif'],
    ['my.holiday', 'image/webp', 'my.holiday.webp'],
  ])('[FILE4] of an image ends as what it is: %s of %s is %s', (name, type, expected) => {
    expect(nameImage(name, type)).toBe(expected);
  });

  it('[FILE4] of an image is not longer by that', () => {
    const name = nameImage('x'.repeat(120), 'image/png');
    expect([name.length, endingOf(name)]).toEqual([120, 'png']);
  });

  it.each(['setup.exe', 'a.b.BAT', 'x.js', 'y.lnk', 'z.ps1', 'app.apk', 'install.msi', 'a.hta', 'b.desktop'])(
    '[FILE6] like %s is refused',
    (name) => {
      expect(isRefusedName(name)).toBe(true);
    },
  );

  it.each(['exe', 'my exe.txt', 'exe.', 'letter.doc', 'notes', 'a.exe.pdf', 'page.html', 'drawing.svg'])(
    '[FILE6] like %s is not',
    (name) => {
      expect(isRefusedName(cleanFileName(name))).toBe(false);
    },
  );
});
