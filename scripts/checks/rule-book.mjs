/** @typedef {{ id: string, file: string, line: number }} Mention */

const ruleId = '[A-Z]{2,6}\\d+[a-z]?';
const ruleAtItemStart = new RegExp(`^\\s*[-*]\\s+\\*\\*(${ruleId})\\*\\*`);
const bracket = new RegExp(`\\[(${ruleId}(?:\\s*,\\s*${ruleId})*)\\]`, 'g');
// The name of a test, or any text that begins with a citation: names are also made in tables for `it.each`.
const testName = /\b(?:it|test|describe)(?:\.\w+(?:\([^()]*\))?)*\s*\(\s*(['"`])((?:\\.|(?!\1)[\s\S])*)\1/g;
const citingText = new RegExp(`(['"\`])(\\[${ruleId}(?:\\s*,\\s*${ruleId})*\\](?:\\\\.|(?!\\1)[^\\n])*)\\1`, 'g');

/**
 * The rules that a page of `docs/spec/` states: `**ABC12**` at the start of a list item.
 *
 * @param {string} file
 * @param {string} text
 * @returns {Mention[]}
 */
export function readRules(file, text) {
  return text.split('\n').flatMap((line, index) => {
    const id = ruleAtItemStart.exec(line)?.[1];
    return id === undefined ? [] : [{ id, file, line: index + 1 }];
  });
}

/**
 * The rules that the test names of a file cite: `[ABC12]`, also several in one bracket or one name.
 *
 * @param {string} file
 * @param {string} text
 * @returns {Mention[]}
 */
export function readCitations(file, text) {
  /** @type {Map<string, Mention>} */
  const found = new Map();
  for (const pattern of [testName, citingText]) {
    for (const match of text.matchAll(pattern)) {
      const line = text.slice(0, match.index).split('\n').length;
      for (const [, ids] of (match[2] ?? '').matchAll(bracket)) {
        for (const id of (ids ?? '').split(/\s*,\s*/)) found.set(`${id} ${line}`, { id, file, line });
      }
    }
  }
  return [...found.values()].sort((a, b) => a.line - b.line);
}

/**
 * What is wrong between rules and tests: rules stated twice, rules that no test cites, citations of unknown rules.
 *
 * @param {readonly Mention[]} rules
 * @param {readonly Mention[]} citations
 */
export function compareRules(rules, citations) {
  const cited = new Set(citations.map(({ id }) => id));
  /** @type {Map<string, Mention>} */
  const stated = new Map();
  /** @type {Mention[]} */
  const twice = [];
  for (const rule of rules) {
    if (stated.has(rule.id)) twice.push(rule);
    else stated.set(rule.id, rule);
  }
  return {
    twice,
    untested: [...stated.values()].filter(({ id }) => !cited.has(id)),
    unknown: citations.filter(({ id }) => !stated.has(id)),
  };
}
