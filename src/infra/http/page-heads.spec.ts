import { describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { PageHeads, withHead } from './page-heads.js';

const HTML = `<!doctype html>
<html lang="zh-CN">
  <head>
    <meta charset="utf-8" />
    <meta name="description" content="云桥" />
    <title>云桥 · 云上对接会</title>
  </head>
  <body><div id="app"></div></body>
</html>`;
const AT = { publicUrl: 'https://yunqiao.example', path: '/s/1' };
/** A provider that fails is told to the log, here on purpose. */
Logger.overrideLogger(false);
const HEAD = { title: '融资对接会', description: '岳阳市窗口平台', image: '/share.png' };

describe('the head of a page', () => {
  it('stands in place of the page’s own', () => {
    const html = withHead(HTML, HEAD, AT);
    expect(html.match(/<title>.*<\/title>/g)).toEqual(['<title>融资对接会</title>']);
    expect(html.match(/<meta name="description".*>/g)).toEqual([
      '<meta name="description" content="岳阳市窗口平台" />',
    ]);
    expect(html).toContain('<meta property="og:image" content="https://yunqiao.example/share.png" />');
    expect(html).toContain('<link rel="canonical" href="https://yunqiao.example/s/1" />');
    expect(html).toContain('<div id="app"></div>');
  });

  it.each([
    '"><script>alert(1)</script>',
    "' onload='x",
    '</title><script>x</script>',
    '&quot;><img src=x>',
    "$& $` $'",
  ])('holds %j as text only', (evil) => {
    const html = withHead(HTML, { title: evil, description: evil, image: `/x?${evil}` }, AT);
    expect(html).not.toMatch(/<script|<img|onload='x/);
    expect(html.match(/<title>/g)).toHaveLength(1);
    expect(html.match(/<[^>]*og:title[^>]*>/g)).toHaveLength(1);
    expect(html.match(/<\/head>/g)).toHaveLength(1);
    expect(html.length).toBeLessThan(HTML.length + 1_500);
  });

  it('cuts a text that goes on for ever, between characters, into one line', () => {
    const html = withHead(HTML, { ...HEAD, description: `第一行\n${'😀'.repeat(300)}` }, AT);
    const [, text = ''] = /og:description" content="([^"]*)"/.exec(html) ?? [];
    expect([...text]).toHaveLength(160);
    expect(text).toMatch(/^第一行 😀.*😀…$/u);
  });
});

describe('the registry of heads', () => {
  const heads = () => new PageHeads({ publicUrl: AT.publicUrl } as never);

  it('asks once a minute for a page, and shares what is being asked', async () => {
    const registry = heads();
    let asked = 0;
    registry.register('/s/', async () => {
      asked += 1;
      return HEAD;
    });
    const pages = await Promise.all(Array.from({ length: 20 }, () => registry.complete(HTML, '/s/1')));
    expect(new Set(pages).size).toBe(1);
    expect(pages[0]).toContain('融资对接会');
    await registry.complete(HTML, '/s/1/');
    expect(asked).toBe(1);
  });

  it.each(['/', '/x/1', '/s/', '/s/1/2', `/s/${'a'.repeat(101)}`])('leaves %j as it is', async (path) => {
    const registry = heads();
    registry.register('/s/', async () => HEAD);
    expect(await registry.complete(HTML, path)).toBe(HTML);
  });

  it('gives the plain page where nothing is known, and asks again after a failure', async () => {
    const registry = heads();
    const answers = [new Error('broken'), null];
    registry.register('/s/', async (name) => {
      const answer = name === '2' ? HEAD : answers.shift();
      if (answer instanceof Error) throw answer;
      return answer ?? null;
    });
    expect(await registry.complete(HTML, '/s/1')).toBe(HTML);
    expect(await registry.complete(HTML, '/s/1')).toBe(HTML);
    expect(answers).toEqual([]);
    expect(await registry.complete(HTML, '/s/2')).not.toBe(HTML);
  });

  it('keeps nobody waiting when many pages are asked for at once', async () => {
    const registry = heads();
    let release = () => undefined as void;
    const gate = new Promise<void>((resolve) => (release = resolve));
    registry.register('/s/', async () => {
      await gate;
      return HEAD;
    });
    const slow = [1, 2, 3].map((n) => registry.complete(HTML, `/s/${n}`));
    expect(await registry.complete(HTML, '/s/4')).toBe(HTML);
    release();
    expect((await Promise.all(slow)).every((html) => html.includes('融资对接会'))).toBe(true);
  });
});
