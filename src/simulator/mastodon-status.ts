import { type Copy, type MastodonAccount, type MastodonHost, seenCount } from './mastodon-network.ts';
import { hash32 } from './random.ts';

const time = (ms: number, host: MastodonHost, local: boolean): string => {
  const whole = host.flavour === 'snac' || (host.flavour === 'old' && !local);
  return new Date(whole ? Math.floor(ms / 1000) * 1000 : ms).toISOString();
};

/** An Account entity as that server shows it. */
function accountEntity(account: MastodonAccount, host: MastodonHost): object {
  const local = account.domain === host.domain;
  const id = String(109_000_000_000_000 + hash32(`${host.index}:${account.url}`));
  return {
    id,
    username: account.name,
    acct: local && host.flavour !== 'snac' ? account.name : `${account.name}@${account.domain}`,
    display_name: account.displayName,
    locked: false,
    bot: account.bot,
    group: false,
    discoverable: account.discoverable,
    created_at: new Date(Math.floor(account.createdAt / 86_400_000) * 86_400_000).toISOString(),
    note: account.note,
    url: account.url,
    avatar: `https://${host.domain}/avatars/${id}.png`,
    avatar_static: `https://${host.domain}/avatars/${id}.png`,
    header: '',
    header_static: '',
    followers_count: account.followers,
    following_count: 0,
    statuses_count: 1,
    last_status_at: null,
    emojis: [],
    fields: [],
    ...(host.flavour === 'old' ? {} : { uri: account.uri, indexable: account.indexable, hide_collections: false }),
    ...(local ? { noindex: account.noindex } : {}),
    ...(account.suspended ? { suspended: true } : {}),
  };
}

/** A Status entity as that server shows it. `shallow`: without the post that it quotes. */
export function statusEntity(copy: Copy, host: MastodonHost, shallow = false): object {
  const { post, version } = copy;
  const local = post.home === host.index;
  const count = (n: number) => (local ? n : seenCount(n, host.index, post.uri));
  const parent = post.parent && host.byUri.get(post.parent.uri);
  const tags = version.names.map((name) => ({ name, url: `https://${host.domain}/tags/${encodeURIComponent(name)}` }));
  return {
    id: copy.id,
    created_at: post.claimed ?? time(post.createdAt, host, local),
    in_reply_to_id: parent?.id ?? (post.parent ? '1' : null),
    in_reply_to_account_id: post.parent ? '1' : null,
    sensitive: post.sensitive,
    spoiler_text: post.spoiler,
    visibility: post.visibility,
    language: version.language,
    uri: post.uri,
    url: post.url,
    replies_count: count(post.replies),
    reblogs_count: count(post.reposts),
    favourites_count: count(post.likes),
    ...(host.countsQuotes ? { quotes_count: count(post.quotes), quote: shallow ? null : quoteOf(copy, host) } : {}),
    edited_at: version.editedAt === null ? null : time(version.editedAt, host, local),
    content: version.content,
    reblog: null,
    account: accountEntity(post.author, host),
    media_attachments: [],
    mentions: [],
    tags,
    emojis: [],
    card: null,
    poll: null,
  };
}

/** A Status entity as a tag page lists it: snac shows a post that was boosted inside a boost without text or tags. */
export function listedEntity(copy: Copy, host: MastodonHost): object {
  const status = statusEntity(copy, host);
  if (host.flavour !== 'snac' || copy.post.reposts === 0) return status;
  return { ...status, uri: `https://${host.domain}#${copy.id}`, url: null, content: '', tags: [], reblog: status };
}

function quoteOf({ post }: Copy, host: MastodonHost): object | null {
  if (!post.quoted) return null;
  const quoted = host.byUri.get(post.quoted.uri);
  return quoted
    ? { state: 'accepted', quoted_status: statusEntity(quoted, host, true) }
    : { state: 'accepted', quoted_status_id: '1' };
}
