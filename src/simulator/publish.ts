import type { Action, ActionTag, BlueskyPostAction, Done, MastodonPostAction } from './actions.ts';
import { blueskyAccount, mastodonAccount } from './authors.ts';
import { type BlueskyAccount, type BlueskyPost, refTo } from './bluesky-network.ts';
import { type PostRecord, postRecord } from './bluesky-record.ts';
import type { Draft, Piece } from './drafts.ts';
import { garbageFrame } from './garbage.ts';
import { tid } from './ids.ts';
import type { MastodonAccount, MastodonPost } from './mastodon-network.ts';
import type { World } from './world.ts';

/** An action that cannot be done, and why. */
export class ActionError extends Error {}

/** Does the action in the world, now or at its time. */
export function publish(world: World, action: Action): Done {
  const at = action.at === undefined ? world.now : typeof action.at === 'number' ? action.at : Date.parse(action.at);
  if (Number.isNaN(at)) throw new ActionError(`at is no time: ${action.at}`);
  if (at > world.now) {
    world.courier.plan(at, (then) => act(world, action, then, Math.max(world.log.moment(then), then * 1000)));
    return { planned: true };
  }
  const us = action.at === undefined ? world.log.moment(at) : Math.floor(at * 1000);
  return act(world, action, at, us);
}

function act(world: World, action: Action, at: number, us: number): Done {
  switch (action.do) {
    case 'post':
      return action.network === 'mastodon' ? postMastodon(world, action, at) : postBluesky(world, action, us);
    case 'edit':
      return edit(world, action, at, us);
    case 'delete': {
      const post = postOf(world, action.uri);
      if (isBluesky(post)) world.bluesky.remove(us, post);
      else world.mastodonLife.remove(at, post);
      return { uri: action.uri };
    }
    case 'like':
    case 'repost': {
      const post = postOf(world, action.uri);
      if (!isBluesky(post)) return { key: world.mastodon.react(post, action.do, at) };
      return { key: world.bluesky.react(us, action.do, accountOf(world, action.by), post) };
    }
    case 'undo': {
      const post = action.uri === undefined ? undefined : postOf(world, action.uri);
      if (post && !isBluesky(post)) world.mastodon.undo(post, action.key, at);
      else if (!world.bluesky.undo(us, action.key)) throw new ActionError(`nothing to undo: ${action.key}`);
      return { key: action.key };
    }
    case 'account':
      world.bluesky.setStatus(us, accountOf(world, action.author), action.active, action.status ?? null);
      return { author: action.author };
    case 'handle':
      world.bluesky.setHandle(us, accountOf(world, action.author), action.handle);
      return { author: action.author };
    case 'profile':
      world.bluesky.setProfile(us, accountOf(world, action.author), action.change);
      return { author: action.author };
    case 'author':
      return { author: newAccount(world, action.change).did };
    case 'raw': {
      if (action.sort !== undefined) {
        world.log.append(us, { kind: 'raw', did: '', ...garbageFrame(action.sort, us, action.mb) });
        return {};
      }
      const data = action.base64 === undefined ? (action.data ?? '') : Buffer.from(action.base64, 'base64');
      world.log.append(us, { kind: 'raw', did: '', data, binary: action.binary ?? false });
      return {};
    }
    case 'noise':
      for (let n = 0; n < (action.count ?? 1); n++) world.noise(at);
      return {};
    case 'sync':
      world.log.append(us, { kind: 'sync', did: accountOf(world, action.author).did, rev: tid(us, 0) });
      return {};
    default:
      throw new ActionError(`unknown action: ${JSON.stringify(action).slice(0, 100)}`);
  }
}

function postBluesky(world: World, action: BlueskyPostAction, us: number): Done {
  const author = accountOf(world, action.author);
  const outer = (action.outer ?? []).map((tag) => tagOf(world, tag));
  const base = draftOf(world, action);
  const families = action.families ?? [...new Set([...base.families, ...familiesOf(outer)])];
  const draft = { ...base, families, outer: outer.map(({ tag }) => tag) };
  const parent = action.reply === undefined ? undefined : blueskyOf(world, action.reply);
  const root = parent && rootOf(world, parent);
  const plain = postRecord(draft, {
    createdAt: action.createdAt ?? new Date(Math.floor(us / 1000) - 100).toISOString(),
    ...(parent && root ? { reply: { root: refTo(root), parent: refTo(parent) } } : {}),
    ...(action.quote === undefined ? {} : { quote: refTo(blueskyOf(world, action.quote)) }),
    selfLabels: action.selfLabels,
    bridgyOriginalUrl: action.bridgyOriginalUrl,
  });
  const changed = Object.entries({ ...plain, ...action.record }).filter(([, value]) => value !== null);
  const post = world.bluesky.write(us, author, Object.fromEntries(changed) as PostRecord, {
    families,
    rkey: action.rkey,
  });
  post.labels.push(...(action.labels ?? []));
  return { uri: post.uri, author: author.did };
}

function postMastodon(world: World, action: MastodonPostAction, at: number): Done {
  const { server = 0, seenOn = [] } = action;
  const account = mastodonAccountOf(world, action, server);
  const draft = draftOf(world, action);
  const quoted = action.quote === undefined ? undefined : mastodonOf(world, action.quote);
  const parent = action.reply === undefined ? undefined : mastodonOf(world, action.reply);
  const { visibility, spoiler, content, createdAt: claimed } = action;
  const post = world.mastodonLife.publish(at, account, server, draft, {
    visibility,
    spoiler,
    content,
    claimed,
    parent,
    quoted,
    federate: false,
  });
  for (const { server: other, afterMs = 0, fetched } of seenOn) {
    const arrive = (then: number) => world.mastodon.arrive(post, other, then, fetched ? post.createdAt : then);
    if (at + afterMs <= world.now) arrive(at + afterMs);
    else world.courier.plan(at + afterMs, arrive);
  }
  return { uri: post.uri, author: account.url };
}

function edit(world: World, action: Action & { do: 'edit' }, at: number, us: number): Done {
  const post = postOf(world, action.uri);
  const draft = draftOf(world, action);
  if (isBluesky(post)) {
    const { createdAt, reply, embed } = post.record;
    const record = { ...postRecord(draft, { createdAt }), ...(reply ? { reply } : {}), ...(embed ? { embed } : {}) };
    world.bluesky.write(us, post.author, record, { families: draft.families, rkey: post.rkey });
  } else world.mastodonLife.edit(at, post, draft);
  return { uri: action.uri };
}

type Text = Pick<BlueskyPostAction, 'text' | 'tags' | 'language' | 'link' | 'families'>;

function draftOf(world: World, { text, tags = [], language = 'en', link, families }: Text): Draft {
  const known = tags.map((tag) => tagOf(world, tag));
  const pieces: Piece[] = [...(text === undefined ? [] : [{ text }]), ...known];
  if (link !== undefined) pieces.push({ link });
  return { pieces, language, families: families ?? familiesOf(known), outer: [] };
}

type KnownTag = {
  readonly tag: string;
  readonly facet: boolean;
  readonly shown?: string;
  readonly family: string | null;
};

const familiesOf = (tags: readonly KnownTag[]): string[] => [
  ...new Set(tags.map(({ family }) => family).filter((family) => family !== null)),
];

function tagOf(world: World, given: ActionTag): KnownTag {
  const { tag, facet = true, shown, family } = typeof given === 'string' ? { tag: given } : given;
  const meant = family === undefined ? world.book.find(tag)?.family : family;
  if (meant === undefined) throw new ActionError(`say which family the tag ${tag} is meant to belong to, or null`);
  return { tag, facet, shown, family: meant };
}

const isBluesky = (post: BlueskyPost | MastodonPost): post is BlueskyPost => 'rkey' in post;

function postOf(world: World, uri: string): BlueskyPost | MastodonPost {
  const post = world.post(uri);
  if (!post) throw new ActionError(`there is no post ${uri}`);
  return post;
}

function blueskyOf(world: World, uri: string): BlueskyPost {
  const post = postOf(world, uri);
  if (!isBluesky(post)) throw new ActionError(`not on Bluesky: ${uri}`);
  return post;
}

function mastodonOf(world: World, uri: string): MastodonPost {
  const post = postOf(world, uri);
  if (isBluesky(post)) throw new ActionError(`not on Mastodon: ${uri}`);
  return post;
}

function rootOf(world: World, post: BlueskyPost): BlueskyPost {
  const reply = post.record.reply as { root?: { uri: string } } | undefined;
  return (reply?.root && world.bluesky.posts.get(reply.root.uri)) ?? post;
}

function accountOf(world: World, name?: string): BlueskyAccount {
  if (name === undefined) return newAccount(world);
  const account = world.account(name);
  if (!account) throw new ActionError(`there is no account ${name} on Bluesky`);
  return account;
}

function newAccount(world: World, change: object = {}): BlueskyAccount {
  const fresh = blueskyAccount(world.random, world.begin, 10_000 + world.bluesky.accounts.size);
  return world.bluesky.join({ ...fresh, bot: false, noUnauthenticated: false, ...change });
}

function mastodonAccountOf(world: World, { author, account }: MastodonPostAction, server: number): MastodonAccount {
  const domain = server < 0 ? 'harbour.example' : world.mastodon.hosts[server]?.domain;
  if (domain === undefined) throw new ActionError(`there is no Mastodon server ${server}`);
  const known = [...world.mastodon.posts.values()].find(
    (post) => post.author.domain === domain && post.author.name === author,
  );
  if (author !== undefined && known) return known.author;
  const fresh = mastodonAccount(world.random, world.begin, 10_000 + world.mastodon.posts.size, domain);
  const name = author ?? fresh.name;
  const calm = { bot: false, indexable: true, discoverable: true, noindex: false, note: '' };
  const made = {
    ...fresh,
    ...calm,
    name,
    url: `https://${domain}/@${name}`,
    uri: `https://${domain}/users/${name}`,
    ...account,
  };
  world.mastodon.optOut(made, made.createdAt);
  return made;
}
