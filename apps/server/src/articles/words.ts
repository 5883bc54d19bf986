/// <reference path="./snowball-stemmers.d.ts" />
import type { HelpLanguage } from '@porchlight/protocol';

/**
 * A word of a text, where it stands there, as it is compared and as its stem. Stems begin with a sign of their own, so
 * that none is taken for a word (“sich” is the stem of “sichern”); words that say nothing have none.
 */
export type Word = { start: number; end: number; plain: string; stem: string };

type Stemmer = { stem(word: string): string };

const algorithms: Record<HelpLanguage, string> = {
  en: 'english',
  de: 'german',
  fr: 'french',
  es: 'spanish',
  ar: 'arabic',
};

let stemmers: Promise<(language: HelpLanguage) => Stemmer> | null = null;

/** Loaded with the first search: an idle process does without. */
function loadStemmers(): Promise<(language: HelpLanguage) => Stemmer> {
  stemmers ??= import('snowball-stemmers').then(({ default: snowball }) => {
    const made = new Map<HelpLanguage, Stemmer>();
    return (language) => {
      const known = made.get(language) ?? snowball.newStemmer(algorithms[language]);
      made.set(language, known);
      return known;
    };
  });
  return stemmers;
}

const longestWord = 40;
const stemSign = '0';
/** Words that were read lately, by language: texts repeat them, and a search reads many texts. */
const known = new Map<HelpLanguage, Map<string, { plain: string; stem: string }>>();
const wordsKnown = 20_000;

/** Without accents and case: how words are compared, so that what is typed without them is found too. */
export function foldWord(word: string): string {
  return word.toLowerCase().replaceAll('ß', 'ss').normalize('NFKD').replace(/\p{M}/gu, '').slice(0, longestWord);
}

export type Analyse = (text: string) => Word[];

/** [HC7] Takes texts of a language apart into words, the same way for what is stored and what is asked. */
export async function loadAnalyser(language: HelpLanguage): Promise<Analyse> {
  const stemmer = (await loadStemmers())(language);
  const stems = known.get(language) ?? new Map<string, { plain: string; stem: string }>();
  known.set(language, stems);
  return (text) =>
    [...text.matchAll(/[\p{L}\p{N}][\p{L}\p{N}\p{M}]*/gu)].flatMap((match) => {
      const kept = stems.get(match[0]);
      const word = kept ?? readWord(match[0], language, stemmer);
      if (!kept) {
        if (stems.size >= wordsKnown) stems.clear();
        stems.set(match[0], word);
      }
      if (word.plain === '') return [];
      return [{ start: match.index, end: match.index + match[0].length, ...word }];
    });
}

function readWord(text: string, language: HelpLanguage, stemmer: Stemmer): { plain: string; stem: string } {
  const plain = foldWord(text);
  const made = foldWord(stemmer.stem(text.toLowerCase().slice(0, longestWord)));
  return { plain, stem: made === '' || stopWords[language].has(plain) ? '' : `${stemSign}${made}` };
}

/** Words that stand in every text and say nothing of what is looked for. */
const stopWords: Record<HelpLanguage, ReadonlySet<string>> = {
  en: new Set(
    'a an and are as at be by can do does for from how i in is it my of on or that the this to what when where which who why will with you your'.split(
      ' ',
    ),
  ),
  de: new Set(
    'als am an auf aus bei bin das dem den der des die ein eine einem einen einer es fur ich im in ist kann man mein meine mit nicht oder sich sie sind und von vor wann warum was welche wenn wer wie wird wo zu zum zur'.split(
      ' ',
    ),
  ),
  fr: new Set(
    'a au aux avec ce ces comment dans de des du elle en est et il je la le les ma mes mon ne ou par pas pour qu que quel quelle qui sa se son sur un une vous'.split(
      ' ',
    ),
  ),
  es: new Set(
    'a al como con cual cuando de del donde e el en es esta este la las lo los me mi mis no o para por que se si su sus un una y'.split(
      ' ',
    ),
  ),
  ar: new Set(
    'في من على الى إلى عن مع هل ما ماذا كيف متى أين اين هذا هذه التي الذي أو او و أن ان لا'.split(' ').map(foldWord),
  ),
};

/** Leaves out what says nothing, unless nothing else is there. */
export function withoutStopWords(words: Word[], language: HelpLanguage): Word[] {
  const telling = words.filter(({ plain }) => !stopWords[language].has(plain));
  return telling.length > 0 ? telling : words;
}

/** How many letters must be changed, put in, left out or swapped to make one of the other; more than `most` is `most + 1`. */
export function distanceOf(a: string, b: string, most: number): number {
  if (Math.abs(a.length - b.length) > most) return most + 1;
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    let least = i;
    for (let j = 1; j <= b.length; j += 1) {
      const isSame = a[i - 1] === b[j - 1];
      let cost = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + (isSame ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        cost = Math.min(cost, (before[j - 2] ?? 0) + 1);
      row.push(cost);
      least = Math.min(least, cost);
    }
    if (least > most) return most + 1;
    before = last;
    last = row;
  }
  return last[b.length] ?? most + 1;
}

/** How many mistakes a word may have and still be meant: none in short ones, where every word is near another. */
export function mistakesIn(word: string): number {
  return word.length < 4 ? 0 : word.length < 8 ? 1 : 2;
}
