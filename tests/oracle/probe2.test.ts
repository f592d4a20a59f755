import { test } from 'vitest';
import { openSimulated } from './simulated.ts';
import { query } from './scene.ts';
import { day } from './clock.ts';
import { startSimulator } from '../../src/simulator/index.ts';

test('likes', async () => {
  const at = Date.parse('2026-11-02T13:07:00Z');
  await using scene = await openSimulated({ seed: 11, at, days: 31, ratePerHour: 12, authors: 500 });
  const ours = new Map(scene.standing.map((p) => [p.uri, p]));
  let cursor = ''; const bad: string[] = [];
  for (let i = 0; i < 100; i++) {
    const page = await scene.api<{ posts: { uri: string; engagement: Record<string, number> }[]; cursor: string | null }>(`/posts?sort=recent&limit=100&${query({ from: at - 31 * day, to: at })}${cursor ? `&cursor=${cursor}` : ''}`);
    for (const p of page.posts) { const o = ours.get(p.uri); if (!o) { console.log('missing', p.uri); continue; } if (JSON.stringify(o.reactions) !== JSON.stringify(p.engagement)) { console.log(p.uri, JSON.stringify(o.reactions), JSON.stringify(p.engagement)); bad.push(p.uri); } }
    if (!page.cursor) break; cursor = page.cursor;
  }
  await using sim = await startSimulator({ scenario: 'demo', tickMs: 0, now: () => at, historyDays: 31, livePerHour: 60, historyNoisePerHour: 2, mastodonServers: 2, seed: 11, ratePerHour: 12, authors: 500 });
  const frames = [...sim.history.blueskyFrames()].map((f) => JSON.parse(f));
  for (const uri of bad.slice(0, 6)) {
    const likes = frames.filter((f) => f.commit?.record?.subject?.uri === uri);
    const keys = new Set(likes.map((f) => `${f.did}/${f.commit.collection}/${f.commit.rkey}`));
    const rel = frames.filter((f) => keys.has(`${f.did}/${f.commit?.collection}/${f.commit?.rkey}`) || (f.commit && `at://${f.did}/${f.commit.collection}/${f.commit.rkey}` === uri));
    const per = new Map<string, number>(); for (const l of likes) per.set(l.did, (per.get(l.did) ?? 0) + 1);
    const dup = [...per].filter(([, n]) => n > 1).map(([d]) => d);
    console.log(uri, 'likes', likes.length, 'dup dids', dup.length);
    const show = rel.filter((f) => dup.includes(f.did) || f.commit.operation === 'delete' || f.commit.collection.endsWith('post'));
    for (const f of show) console.log('   ', new Date(f.time_us / 1000).toISOString(), f.did.slice(-6), f.commit.operation, f.commit.collection.slice(-6), f.commit.rkey);
    if (!show.length || dup.length === 0) console.log('   all', likes.map((f) => new Date(f.time_us / 1000).toISOString() + f.did.slice(-5)).join(' '));
  }
}, 120000);
