import { test } from 'vitest';
import { openHanna } from './recorded.ts';
import { query } from './scene.ts';
import { day } from './clock.ts';
import { byLink } from './links.ts';
test('links', async () => {
  await using scene = await openHanna();
  const w = { from: scene.now - 32 * day, to: scene.now };
  const p = await scene.api<{ links: { url: string; posts: number }[] }>(`/links?limit=100&${query(w)}`);
  const theirs = new Map(p.links.map((l) => [l.url, l.posts]));
  const ours = new Map([...byLink(scene.standing, (x) => x)].map(([u, o]) => [u, o]));
  for (const [u, o] of ours) if (theirs.get(u) !== o.length) console.log('ours', u, o.length, theirs.get(u), o[0]?.uri);
  for (const [u, n] of theirs) if (!ours.has(u)) console.log('theirs', u, n);
});
