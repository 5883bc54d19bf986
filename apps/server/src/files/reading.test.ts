import { randomBytes } from 'node:crypto';
import { readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { limits } from '@porchlight/protocol';
import sharp from 'sharp';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { newId } from '../platform/ids/index.ts';
import { buildKey, fromFrame, refusalOf } from '../testing.ts';
import { type FilesDesk, kinds, openDesk } from './testing.ts';

describe.each(kinds)('reading files on $name', ({ open }) => {
  let desk: FilesDesk;
  const bytes = randomBytes(5_000);
  let key: string;
  let token: string;
  let conversation: string;
  let plain: string;
  let image: string;
  beforeAll(async () => {
    desk = await openDesk(open);
  });
  beforeEach(async () => {
    key = buildKey();
    const visitor = desk.visitor(key);
    plain = (await visitor.take(bytes, 'Übersicht.dat')).id;
    const drawn = sharp({ create: { width: 900, height: 300, channels: 3, background: '#3c3' } });
    image = (await visitor.take(await drawn.jpeg().toBuffer(), 'lamp.jpg')).id;
    const { grant } = await desk.startConversation(key, [plain, image]);
    [token, conversation] = [grant.token, grant.conversation.id];
  });
  afterAll(() => desk.close());

  it('[FILE8] goes by addresses on the files origin that both sides ask for', async () => {
    const { cookie } = await desk.server.logIn('agent');
    for (const links of [
      await desk.linkAsVisitor(token, conversation, plain),
      await desk.linkAsMember(cookie, conversation, plain),
    ]) {
      expect(links).toEqual({
        url: expect.stringMatching(/^http:\/\/files\.localhost\/f\/fi_/),
        previewUrl: null,
        expiresAt: desk.server.clock.now() + limits.fileLinkMs,
      });
      const answer = await desk.fetch(links.url);
      expect(answer.status).toBe(200);
      expect(answer.body.equals(bytes)).toBe(true);
    }
    // Neither a key nor a session stands in an address.
    const links = await desk.linkAsVisitor(token, conversation, plain);
    for (const secret of [key, token]) expect(links.url).not.toContain(secret);
  });

  it('[FILE8] hands over what was not written anew, so that nothing of it runs', async () => {
    const { url } = await desk.linkAsVisitor(token, conversation, plain);
    const { headers } = await desk.fetch(url, { headers: { cookie: 'a=b' } });
    expect(headers).toMatchObject({
      'content-type': 'application/octet-stream',
      'content-disposition': 'attachment; filename="_bersicht.dat"; filename*=UTF-8\'\'%C3%9Cbersicht.dat',
      'content-length': '5000',
      'x-content-type-options': 'nosniff',
      'content-security-policy': expect.stringMatching(/^default-src 'none';.*frame-ancestors 'none';.* sandbox$/),
      'cross-origin-resource-policy': 'cross-origin',
      'referrer-policy': 'no-referrer',
      'cache-control': 'private, max-age=60',
      'accept-ranges': 'bytes',
    });
    expect(headers).not.toHaveProperty('set-cookie');
    expect(headers).not.toHaveProperty('access-control-allow-origin');
  });

  it('[FILE8] shows images that were written anew, and their previews', async () => {
    const links = await desk.linkAsVisitor(token, conversation, image);
    const content = await desk.fetch(links.url);
    expect(content.headers).toMatchObject({ 'content-type': 'image/jpeg', 'x-content-type-options': 'nosniff' });
    expect(content.headers['content-disposition']).toMatch(/^inline; filename="lamp.jpg"/);
    expect(await sharp(content.body).metadata()).toMatchObject({ format: 'jpeg', width: 900 });
    const preview = await desk.fetch(String(links.previewUrl));
    expect(preview.headers).toMatchObject({ 'content-type': 'image/webp' });
    expect(await sharp(preview.body).metadata()).toMatchObject({ format: 'webp', width: 640 });
  });

  it('[FILE8] shows them in the frame and in the workspace, which load no other images from elsewhere', async () => {
    const pages = [
      await desk.server.ask('service', `/m/${desk.server.site.id}/frame`),
      await desk.server.ask('workspace', '/queue'),
    ];
    for (const page of pages)
      expect(page.headers['content-security-policy']).toContain("img-src 'self' data: blob: http://files.localhost;");
  });

  it('[FILE8] of SVG, HTML and text is a download', async () => {
    const visitor = desk.visitor(key);
    const contents = { 'a.svg': '<svg><script>x</script></svg>', 'a.html': '<script>x</script>', 'a.txt': 'Hello' };
    for (const [name, content] of Object.entries(contents)) {
      const { id } = await visitor.take(Buffer.from(content), name);
      await desk.startConversation(key, [id]);
      const { headers } = await desk.fetch((await desk.linkAsVisitor(token, conversation, id)).url);
      expect(headers['content-type']).toBe(name === 'a.txt' ? 'text/plain; charset=utf-8' : 'application/octet-stream');
      expect(headers['content-disposition']).toMatch(/^attachment;/);
    }
  });

  it('[FILE8] is over after five minutes', async () => {
    const { url } = await desk.linkAsVisitor(token, conversation, plain);
    desk.server.clock.advance(limits.fileLinkMs - 1);
    expect((await desk.fetch(url)).status).toBe(200);
    desk.server.clock.advance(1);
    const late = await desk.fetch(url);
    expect([late.status, late.code]).toEqual([410, 'link_expired']);
    expect(late.headers['cache-control']).toBe('no-store');
  });

  it('[FILE8] is refused where anything of an address was changed', async () => {
    const { url, previewUrl } = await desk.linkAsVisitor(token, conversation, image);
    const changed = [
      url.replace(image, plain),
      url.replace('/content', '/preview'),
      String(previewUrl).replace('/preview', '/content'),
      url.replace('link=v1.', 'link=v2.'),
      `${url}A`,
      url.slice(0, -1),
      url.replace(/\?.*/, ''),
      url.replace('?link=', '?link=&link='),
      url.replace('/content', '/..%2f..%2fcontent'),
    ];
    for (const one of changed) {
      const answer = await desk.fetch(one);
      expect([one, answer.status, answer.code]).toEqual([one, 403, 'link_invalid']);
    }
    for (const method of ['POST', 'PUT', 'DELETE']) expect((await desk.fetch(url, { method })).status).toBe(404);
  });

  it('[FILE8] ends with its reader’s right, and with nobody else’s', async () => {
    const [agent, other] = [await desk.server.logIn('agent'), await desk.server.logIn('agent')];
    const mine = await desk.linkAsVisitor(token, conversation, plain);
    const [theirs, others] = [
      await desk.linkAsMember(agent.cookie, conversation, plain),
      await desk.linkAsMember(other.cookie, conversation, plain),
    ];
    expect((await desk.revoke(key)).status).toBe(204);
    const revoked = await desk.fetch(mine.url);
    expect([revoked.status, revoked.code]).toEqual([403, 'link_invalid']);
    expect((await desk.fetch(theirs.url)).status).toBe(200);
    await desk.server.ask('workspace', '/api/agent/logout', {
      method: 'POST',
      headers: { cookie: agent.cookie, origin: 'http://workspace.localhost' },
      body: {},
    });
    expect((await desk.fetch(theirs.url)).code).toBe('link_invalid');
    expect((await desk.fetch(others.url)).status).toBe(200);
  });

  it('[FILE8] is for the conversation that the file is in', async () => {
    const stranger = buildKey();
    const { grant } = await desk.startConversation(stranger);
    const { cookie } = await desk.server.logIn('agent');
    const free = await desk.visitor(key).take(Buffer.from('Not sent yet'));
    const ask = (id: string, file: string, by: string) =>
      desk.server.ask(
        'service',
        `/m/${desk.server.site.id}/conversations/${id}/files/${file}/links`,
        fromFrame({}, by),
      );
    expect(refusalOf(await ask(grant.conversation.id, plain, grant.token))).toEqual([404, 'file_not_found']);
    expect(refusalOf(await ask(conversation, plain, grant.token))).toEqual([404, 'conversation_not_found']);
    for (const id of [free.id, newId('fi'), 'fi_', 'x'])
      expect(refusalOf(await ask(conversation, id, token))).toEqual([404, 'file_not_found']);
    expect(await desk.linkAsMember(cookie, grant.conversation.id, plain)).toMatchObject({
      error: { code: 'file_not_found' },
    });
  });

  it('[FILE8] is possible in parts, and by what is known already', async () => {
    const { url } = await desk.linkAsVisitor(token, conversation, plain);
    const ranged = (range: string, more: Record<string, string> = {}) =>
      desk.fetch(url, { headers: { range, ...more } });
    const part = await ranged('bytes=100-199');
    expect([part.status, part.headers['content-range'], part.headers['content-length']]).toEqual([
      206,
      'bytes 100-199/5000',
      '100',
    ]);
    expect(part.body.equals(bytes.subarray(100, 200))).toBe(true);
    expect((await ranged('bytes=-10')).body.equals(bytes.subarray(-10))).toBe(true);
    const beyond = await ranged('bytes=5000-');
    expect([beyond.status, beyond.headers['content-range'], beyond.body.length]).toEqual([416, 'bytes */5000', 0]);
    const many = Array.from({ length: 1_000 }, (_, at) => `${at}-`).join(',');
    for (const odd of [`bytes=${many}`, 'bytes=9-1', 'lines=1-2', 'bytes=0-0,0-0'])
      expect([odd, (await ranged(odd)).status]).toEqual([odd, 200]);

    const etag = String(part.headers.etag);
    expect((await ranged('bytes=0-1', { 'if-range': etag })).status).toBe(206);
    expect((await ranged('bytes=0-1', { 'if-range': '"other"' })).status).toBe(200);
    const known = await desk.fetch(url, { headers: { 'if-none-match': etag } });
    expect([known.status, known.body.length]).toEqual([304, 0]);
    const head = await desk.fetch(url, { method: 'HEAD' });
    expect([head.status, head.headers['content-length'], head.body.length]).toEqual([200, '5000', 0]);
    expect((await desk.fetch(url, { method: 'HEAD', headers: { range: 'bytes=0-9' } })).headers['content-length']).toBe(
      '10',
    );
  });

  it('[FILE8] does not hang where the bytes are gone', async () => {
    const { url } = await desk.linkAsVisitor(token, conversation, plain);
    const folder = path.join(desk.server.config.dataDir, 'files');
    for (const entry of await readdir(folder)) {
      if (entry.length === 2) await rm(path.join(folder, entry), { recursive: true });
    }
    const answer = await desk.fetch(url);
    expect([answer.status, answer.code]).toEqual([404, 'file_not_found']);
  });
});
