import { minute } from './clock.ts';
import { dice } from './dice.ts';
import { recordOf } from './odd-records.ts';
import { answersOf } from './odd-statuses.ts';
import { at, openScene, type Scene } from './scene.ts';
import { keep4oTags } from './simulated.ts';

const frames = {
  audit: ['audit*'],
  box: ['black box', 'box'],
  asia: ['透明性', '안전', 'ปลอดภัย'],
  street: ['Straße'],
  greek: ['σίσυφος'],
  accents: ['été', 'naive', 'fine'],
  coop: ['coop', 'istanbul'],
};
/** Statuses of two servers, as odd as they come. */
export async function openOddStatuses(): Promise<Scene> {
  const now = at('2026-05-20T12:07:00Z');
  const draw = dice(11);
  const servers = ['https://one.example', 'https://two.example:8443'];
  const all = Array.from({ length: 500 }, (_, n) =>
    answersOf(draw, n, now - (500 - n) * 20 * minute, servers, now),
  ).flat();
  const covers = { from: now - 20 * 24 * 60 * minute, to: now };
  const recordings = servers.map((base) => ({ base, answers: all.filter((one) => one.base === base), covers }));
  const given = {
    slug: 'keep4o',
    name: 'Odd',
    since: '2026-05-14',
    timezone: 'UTC',
    tags: keep4oTags,
    arguments: frames,
    targets: ['@sama', '@OpenAI'],
    sources: { bluesky: { stream: false }, mastodon: { servers } },
  };
  return openScene(given, recordings, now);
}

/** Posts with spellings, texts, times and fields as odd as they come. */
export async function openOdd(): Promise<Scene> {
  const now = at('2026-05-20T12:07:00Z');
  const draw = dice(7);
  const rows = Array.from({ length: 1400 }, (_, i) => {
    const ms = now - (1400 - i) * 7 * minute;
    const commit = {
      rev: `3${(10_000 + i).toString(2).replaceAll('0', 'a').replaceAll('1', 'b')}`,
      operation: 'create',
      collection: 'app.bsky.feed.post',
      rkey: `3mp${i}`,
      cid: 'bafyrei',
      record: recordOf(draw, ms),
    };
    return JSON.stringify({ did: `did:plc:u${draw.under(60)}`, time_us: ms * 1000, kind: 'commit', commit });
  });
  const given = {
    slug: 'keep4o',
    name: 'Odd',
    since: '2026-05-14',
    timezone: 'Asia/Kolkata',
    tags: [{ tag: 'keep4o', rejected: ['kéep4о'] }, ...keep4oTags.slice(1)],
    arguments: frames,
    targets: ['@sama', '@OpenAI'],
    sources: { bluesky: { stream: true }, mastodon: { servers: [] } },
  };
  const covers = { from: now - 20 * 24 * 60 * minute, to: now };
  return openScene(given, [{ base: null, frames: rows, covers }], now);
}
