import type { Simulator } from '../../src/simulator/index.ts';

/** What a scene made, for tests that go on with it. */
export interface Scene {
  readonly bluesky: string[];
  readonly mastodon: string[];
}

/**
 * One of everything that may happen to posts on both networks, at once: new ones of every tag, replies, quotes, late
 * copies on other servers, reactions, undone ones, edits that add and drop tags, deletions, accounts that leave and
 * come back, renames. `n` posts on Bluesky, a third of that on Mastodon.
 */
export function play(simulator: Simulator, n = 45): Scene {
  const { world } = simulator;
  const { families } = world.book;
  const tag = (i: number) => families[i % families.length] ?? '';
  const servers = world.mastodon.hosts.length;
  const bluesky: string[] = [];
  const mastodon: string[] = [];
  const say = (i: number) => {
    const earlier = bluesky[i - 5];
    const relation = earlier && i % 7 === 0 ? { reply: earlier } : earlier && i % 11 === 0 ? { quote: earlier } : {};
    const { uri = '' } = world.publish({
      do: 'post',
      text: `number ${i}`,
      tags: [tag(i), ...(i % 4 === 0 ? [tag(i + 3)] : [])],
      ...relation,
    });
    bluesky.push(uri);
  };
  for (let i = 0; i < n; i++) {
    say(i);
    if (i % 3 === 0 && servers > 0) {
      const server = i % servers;
      const other = (server + 1) % servers;
      const seenOn = servers > 1 && i % 2 === 0 ? [{ server: other, afterMs: i % 4 === 0 ? 0 : 700 }] : [];
      const { uri = '' } = world.publish({
        do: 'post',
        network: 'mastodon',
        server,
        text: `number ${i}`,
        tags: [tag(i)],
        seenOn,
      });
      mastodon.push(uri);
    }
    if (i % 5 === 0) world.publish({ do: 'post', text: 'of something else', tags: [{ tag: 'weather', family: null }] });
  }
  const at = (i: number) => bluesky[i % bluesky.length] ?? '';
  for (let i = 0; i < n; i++) {
    const { key = '' } = world.publish({ do: i % 3 === 0 ? 'repost' : 'like', uri: at(i * 7) });
    if (i % 6 === 0) world.publish({ do: 'undo', key });
  }
  world.publish({ do: 'delete', uri: at(1) });
  world.publish({ do: 'delete', uri: at(7) });
  world.publish({ do: 'edit', uri: at(2), text: 'without its tag' });
  world.publish({ do: 'edit', uri: at(3), text: 'with another tag', tags: [tag(9)] });
  const author = (i: number) => world.bluesky.posts.get(at(i))?.author.did ?? '';
  world.publish({ do: 'account', author: author(4), active: false, status: 'deactivated' });
  world.publish({ do: 'account', author: author(5), active: false, status: 'deleted' });
  world.publish({ do: 'account', author: author(6), active: false, status: 'suspended' });
  world.publish({ do: 'account', author: author(6), active: true });
  world.publish({ do: 'handle', author: author(8), handle: 'renamed.example' });
  return { bluesky, mastodon };
}
