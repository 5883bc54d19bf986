import { beforeEach, describe, expect, it } from 'vitest';
import { fakeDatabase, fakeFile } from '../testing/fake-database.ts';
import { type OutboxItem, readOutbox, withItem, withoutItem } from './outbox.ts';
import { openOutboxStore } from './outbox-store.ts';

const item = (clientId: string, files: OutboxItem['files'] = []): OutboxItem => ({
  clientId,
  key: 'k',
  text: clientId,
  files,
  at: 0,
  start: null,
  refusal: null,
});
const file = (id: string) => ({
  id,
  upload: id,
  name: id,
  type: 'text/plain',
  size: 9,
  image: null,
  attachment: null,
  refusal: null,
});

describe('the store of the outbox', () => {
  let database: ReturnType<typeof fakeDatabase>;
  beforeEach(() => {
    database = fakeDatabase();
  });
  const open = (keepsChosen = true) =>
    openOutboxStore({ database: database.openFor({ isClosed: false }), keepsChosen, onStored: () => {} });
  const kept = () => readOutbox(database.kept.value).items.map(({ clientId }) => clientId);
  const shown = (store: ReturnType<typeof open>) => store.items.value.map(({ clientId }) => clientId);

  it('[OUT1] shows a change at once, and stores it', async () => {
    const store = open();
    const done = store.change((all) => withItem(all, item('a')));
    expect([shown(store), kept()]).toEqual([['a'], []]);
    await done;
    expect(kept()).toEqual(['a']);
  });

  it('[OUT3] holds in memory what the browser refuses, says so, and stores it as soon as it can', async () => {
    const store = open();
    await store.change((all) => withItem(all, item('a')));
    database.limits.refuses = true;
    await store.change((all) => withItem(all, item('b')));
    await store.change((all) => withoutItem(all, 'a'));
    await store.read();
    expect([shown(store), [...store.fragile.value], kept()]).toEqual([['b'], ['b'], ['a']]);
    database.limits.refuses = false;
    await store.change((all) => withItem(all, item('c')));
    expect([shown(store), [...store.fragile.value], kept()]).toEqual([['b', 'c'], [], ['b', 'c']]);
  });

  it('[OUT3] keeps the words where there is room for them alone, and the file as long as the page', async () => {
    database.limits.roomBytes = 5;
    const store = open();
    const chosen = { ...file('f'), draft: 'new' };
    await store.change((all) => ({ ...all, chosen: [chosen] }), new Map([['f', fakeFile('f', 9)]]));
    await store.change((all) => withItem(all, item('a', [file('f')])));
    expect([kept(), database.kept.files.size, [...store.fragile.value]]).toEqual([['a'], 0, ['a']]);
    expect((await store.file('f'))?.size).toBe(9);
    expect(await open().file('f')).toBe(null);
  });

  it('lets go of a file’s bytes with what they belonged to', async () => {
    const store = open();
    const chosen = ['f', 'g'].map((id) => ({ ...file(id), draft: 'new' }));
    const bytes = new Map(chosen.map(({ id }) => [id, fakeFile(id, 9)]));
    await store.change((all) => ({ ...all, chosen }), bytes);
    await store.change((all) => withItem(all, item('a', [file('f')])));
    await store.change((all) => ({ ...all, chosen: [] }));
    expect([...database.kept.files.keys()]).toEqual(['f']);
    await store.change((all) => withoutItem(all, 'a'));
    expect([database.kept.value, database.kept.files.size]).toEqual([null, 0]);
  });

  it('[OUT4] [MODE5] keeps what was chosen and not sent with the page alone where the mode ends with the session', async () => {
    const store = open(false);
    const chosen = { ...file('f'), draft: 'new' };
    await store.change((all) => ({ ...all, chosen: [chosen] }), new Map([['f', fakeFile('f', 9)]]));
    expect([database.kept.value, database.kept.files.size, store.chosen.value.length]).toEqual([null, 0, 1]);
    await store.change((all) => withItem(all, item('a', [file('f')])));
    expect([kept(), [...database.kept.files.keys()], store.chosen.value]).toEqual([['a'], ['f'], []]);
  });

  it('[OUT6] [VIS6] clears at once, also what was on its way into it', async () => {
    const store = open();
    void store.change((all) => withItem(all, item('a')));
    const cleared = store.clear();
    expect(shown(store)).toEqual([]);
    await cleared;
    await store.read();
    expect([shown(store), database.kept.value]).toEqual([[], null]);
  });

  it('[OUT6] [VIS6] forgets what another tab cleared, and leaves what began since', async () => {
    const [one, two] = [open(), open()];
    await one.change((all) => withItem(all, item('former')));
    void two.change((all) => withItem(all, item('late')));
    await one.clear();
    await one.change((all) => withItem(all, { ...item('next'), key: 'new' }));
    await two.forget((key) => key === 'new');
    expect([kept(), shown(two)]).toEqual([['next'], ['next']]);
  });
});
