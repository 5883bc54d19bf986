import { sql } from 'kysely';
import { describe, expect, it, onTestFinished } from 'vitest';
import { arrayLiteral } from './array-literal.ts';
import * as notes from './fixtures/commands.ts';
import { storages } from './testing.ts';

describe('an array for PostgreSQL', () => {
  it('arrives as it was, whatever is in it', async () => {
    const test = await storages()[1]!.open(notes);
    onTestFinished(() => test.close());
    const lists = [
      [],
      ['plain', null, '', 'null', 'NULL', '{}', '{"a":1,"b":[2]}', "it's", 'a,b', ' spaces '],
      ['say "hi"', 'back\\slash', '\\"both\\\\"', '\\u0041', '\\n'],
      ['line\nbreak', 'tab\t', 'bell\u0007', '\u007f', '\u2028', 'naïve 漢字 🏮', '"\n\\'],
    ];
    for (const list of lists) {
      const { rows } = await sql`SELECT ${arrayLiteral(list)}::text[] AS list`.execute(test.storage.read);
      expect(rows).toEqual([{ list }]);
    }
    const numbers = [1, -2, null, 1_800_000_000_000];
    const { rows } = await sql`SELECT unnest(${arrayLiteral(numbers)}::bigint[]) AS n`.execute(test.storage.read);
    expect(rows).toEqual(numbers.map((n) => ({ n })));
  });
});
