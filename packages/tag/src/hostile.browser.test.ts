import { describe, expect, it } from 'vitest';
import { readHeld } from './testing/tag-browser.ts';
import { useTagStage } from './testing/tag-stage.ts';

const stage = useTagStage(false);

const views = () => stage.sent('views');
const line = () => stage.shop.tagLine('st_testsite');

async function visit(path = '/a'): Promise<void> {
  const count = views().length;
  await stage.page.goto(stage.shop.url(path));
  await stage.shop.until(() => views().length > count);
}

describe('a hostile page', () => {
  it.each([
    ['a number', 'window.Porchlight=5'],
    ['text', 'window.Porchlight="x"'],
    ['an element of that name', '</script><form id="Porchlight"><input name="q"><input name="sites"></form><script>'],
    ['a queue that is none', 'window.Porchlight={q:5}'],
    [
      'a queue of nonsense',
      'window.Porchlight={q:[null,5,"open",[],[{}],["__proto__"],["constructor","x"],["event"],["attributes",null]]}',
    ],
  ])('[LOAD2] that left %s under our name is served', async (_, script) => {
    stage.shop.state.head = `<script>${script}</script>${line()}`;
    await visit();
    if (!script.includes('sites')) await stage.ready();
    expect(views()).toHaveLength(1);
  });

  it('[LOAD2] pollutes no prototype by attributes, and no attribute is too deep or too long', async () => {
    await visit();
    await stage.ready();
    await stage.page.evaluate(() => {
      const call = (window as never as { Porchlight: (...a: unknown[]) => void }).Porchlight;
      let deep: unknown = 'x';
      for (let at = 0; at < 100_000; at++) deep = { deep };
      call(
        'attributes',
        JSON.parse('{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},"prototype":1}'),
      );
      call('attributes', { deep, long: 'x'.repeat(1_000_000), fine: 'yes' });
      call('event', '__proto__', JSON.parse('{"__proto__":{"polluted":1}}'));
      call('on', '__proto__', () => {});
    });
    await stage.shop.until(() => stage.sent('events').length > 0);
    expect(stage.sent('events')[0].attributes).toMatchObject({ fine: 'yes', long: 'x'.repeat(500) });
    expect(stage.sent('events')[0].attributes.deep).toBe(undefined);
    expect(await stage.page.evaluate(() => ({}) as { polluted?: number })).toEqual({});
    expect(await stage.page.evaluate(() => 'polluted' in {})).toBe(false);
  });

  it('[LOAD2] whose storage throws at every touch sees no error', async () => {
    await stage.page.evaluateOnNewDocument(() => {
      for (const name of ['localStorage', 'sessionStorage']) {
        Object.defineProperty(window, name, {
          get() {
            throw new DOMException('refused', 'SecurityError');
          },
        });
      }
      for (const name of ['pushState', 'replaceState'] as const) {
        history[name] = () => {
          throw new DOMException('refused', 'SecurityError');
        };
      }
    });
    stage.shop.state.settings = { beatMs: 100 };
    await visit('/a?pl_xd=ho_0123456789012345678901');
    await stage.shop.until(() => stage.sent('beats').length > 0);
    expect(views()[0]).toMatchObject({ jar: 'first-party-cookie', handoff: 'ho_0123456789012345678901' });
  });

  it('[LOAD2] in a sandbox, where cookies throw and the origin is none, is left in peace', async () => {
    stage.shop.state.headers = { 'content-security-policy': 'sandbox allow-scripts' };
    await visit();
    expect(views()[0]).toMatchObject({ jar: 'page' });
    expect(stage.shop.sent('views')[0]?.origin).toBe('null');
    await stage.ready();
  });

  it('[LOAD2] [SES5] with no-referrer tells its origin all the same', async () => {
    stage.shop.state.headers = { 'referrer-policy': 'no-referrer' };
    await visit();
    await stage.page.waitForFunction(() => document.cookie.includes('pl_sid'));
    await stage.page.goto('about:blank');
    await stage.shop.until(() => stage.sent('beats').length > 0);
    const origins = [...stage.shop.sent('views'), ...stage.shop.sent('beats')].map(({ origin }) => origin);
    expect(new Set(origins)).toEqual(new Set([stage.shop.url('')]));
  });

  it('[LOAD2] in a frame counts as a page of its own', async () => {
    stage.shop.state.head = `<script>top === window && addEventListener('load', () => document.body.append(Object.assign(document.createElement('iframe'), { src: '/inner' })))</script>${line()}`;
    await stage.page.goto(stage.shop.url('/a'));
    // Page and frame of a fresh browser begin at once: one may have to send its view again with the other's id [VIS4].
    const pages = () => new Map(views().map(({ view, url }) => [view, url]));
    await stage.shop.until(() => pages().size >= 2);
    expect([...pages().values()].sort()).toEqual([stage.shop.url('/a'), stage.shop.url('/inner')]);
  });

  it('[LOAD2] [CNV11] no message of another window or frame is heard', async () => {
    await visit();
    await stage.ready();
    await stage.page.evaluate(() => {
      const frame = document.body.appendChild(document.createElement('iframe'));
      const script = `for (const type of ['identity','forgotten','close','conversation','proof','forget','logout'])
        parent.postMessage({ type, visitor: 'vi_foreign00001', status: 'open', proof: 'x' }, '*', [new MessageChannel().port1]);
        parent.postMessage('porchlight:connect:1', '*', [new MessageChannel().port1]);`;
      frame.srcdoc = `<script>${script}</script>`;
      for (const type of ['identity', 'logout']) window.postMessage({ type, visitor: 'vi_foreign00001' }, '*');
      return new Promise((resolve) => frame.addEventListener('load', () => setTimeout(resolve)));
    });
    expect(JSON.stringify(await readHeld(stage.page))).not.toContain('vi_foreign');
    expect(stage.sent('forget')).toEqual([]);
  });
});

const bomb = (name: string, value: string) =>
  stage.page.evaluate((...given) => cookieStore.set(...given).catch(() => undefined), name, value);

describe('hostile cookies', () => {
  it('[MODE11] many and large ones leave the visitor known', async () => {
    await stage.page.goto(stage.shop.url('/a'));
    await stage.page.waitForFunction(() => document.cookie.includes('pl_sid'));
    // As much as a page's own server still takes, in few and in many.
    for (let at = 0; at < 4; at++) await bomb(`large${at}`, 'x'.repeat(3_000));
    for (let at = 0; at < 60; at++) await bomb(`small${at}`, 'x');
    await visit('/b');
    expect(views()[1].visitor).toBe((await readHeld(stage.page))['cookie pl_vid-st_testsite']);
  });

  it.each([
    ['broken', ['nonsense', 'vi_', '<script>', 'vi_%0d%0aSet-Cookie:x', 'x'.repeat(4_000)]],
    ['of other shapes', ['vs_0123456789abcdef', '__proto__', 'null', '[object Object]']],
  ])('[VIS2] ids that are %s count as none', async (_, values) => {
    for (const value of values) {
      await stage.page.goto(stage.shop.url('/start'));
      await stage.page.waitForFunction(() => document.cookie.includes('pl_sid'));
      await stage.page.evaluate((text) => cookieStore.set('pl_vid-st_testsite', text).catch(() => undefined), value);
      const count = views().length;
      await stage.page.goto(stage.shop.url('/b'));
      await stage.shop.until(() => views().length > count);
      expect([null, expect.stringMatching(/^vi_[\w-]{8,43}$/)]).toContainEqual(views().at(-1).visitor);
      expect(views().at(-1).visitor).not.toBe(value);
    }
  });
});
