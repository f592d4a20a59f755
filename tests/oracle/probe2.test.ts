import { test } from 'vitest';
import { openOddStatuses } from './odd.ts';
import { day } from './clock.ts';
import { query } from './scene.ts';
test('x', async () => {
  await using scene = await openOddStatuses();
  const ours = new Map(scene.standing.map((p) => [p.uri, p]));
  const theirs = new Map<string, any>();
  let cursor = '';
  for (;;) { const page: any = await scene.api(`/posts?sort=recent&limit=100&${query({ from: scene.now - 20 * day, to: scene.now })}&cursor=${cursor}`); for (const p of page.posts) theirs.set(p.uri, p); if (!page.cursor) break; cursor = page.cursor; }
  let n = 0;
  for (const uri of new Set([...ours.keys(), ...theirs.keys()])) {
    const o = ours.get(uri); const t = theirs.get(uri);
    const d: string[] = [];
    if (!o || !t) d.push(`${o ? 'only ours' : 'only theirs'}`);
    else {
      if (new Date(o.at).toISOString() !== t.createdAt) d.push(`at ${new Date(o.at).toISOString()} ${t.createdAt}`);
      if (o.spoken !== t.language) d.push(`lang ${o.spoken} ${t.language} ${JSON.stringify(o.text)}`);
      if (JSON.stringify([...o.arguments].sort()) !== JSON.stringify([...t.arguments].sort())) d.push(`args ${o.arguments} / ${t.arguments} in ${JSON.stringify(o.text)}`);
      const a = [...new Set(o.hits.map((h) => h.spelling))].sort(); const b = [...t.tags].filter((x: string) => a.includes(x)).sort();
      if (JSON.stringify(a) !== JSON.stringify(b)) d.push(`tags ${JSON.stringify(a)} ${JSON.stringify(t.tags)}`);
      if (JSON.stringify(o.reactions) !== JSON.stringify(t.engagement)) d.push(`E ${JSON.stringify(o.reactions)} ${JSON.stringify(t.engagement)}`);
    }
    if (d.length && n++ < 60) console.log('D', uri.slice(-26), d.join(' ; '), o ? '' : JSON.stringify(t).slice(0, 400));
    if (d.length && o && !t) console.log('D  ', JSON.stringify({ tags: o.tags, hits: o.hits, kind: o.kind, at: new Date(o.at) }));
  }
  console.log('D total', n, ours.size, theirs.size);
}, 120000);
