import { anchorsOf, textOf } from './html.ts';
import { asksToBeLeftAlone, count, type Json, list, object, primary, string, time } from './json.ts';
import { normalForm } from './normal-form.ts';
import { type OraclePost, type Reactions, reactionKinds } from './post.ts';

/** A status with the server that was asked, and when it answered (ms). */
export interface Answer {
  readonly status: Json;
  /** `https://host[:port]` */
  readonly base: string;
  readonly at: number;
}

const hostOf = (url: string | null): string => (url !== null && URL.canParse(url) ? new URL(url).host : '');
/** A local account's `acct` has no host, or that of the server itself. */
const atHome = ({ status, base }: Answer): boolean => {
  const acct = string(object(status['account'])['acct']) ?? '';
  return !acct.includes('@') || acct.endsWith(`@${hostOf(base)}`);
};

const reactionsOf = ({ status }: Answer): Reactions => ({
  likes: count(status['favourites_count']),
  reposts: count(status['reblogs_count']),
  replies: count(status['replies_count']),
  quotes: count(status['quotes_count']),
});

/** From the author's server; else the highest that any showed. */
function bestReactions(answers: readonly Answer[]): Reactions {
  const home = answers.filter(atHome).toSorted((a, b) => b.at - a.at)[0];
  if (home) return reactionsOf(home);
  const highest = (kind: keyof Reactions) => Math.max(...answers.map((answer) => reactionsOf(answer)[kind]));
  const entries = reactionKinds.map((kind) => [kind, highest(kind)] as const);
  return Object.fromEntries(entries) as Reactions;
}

/** The spelling as typed, from the link of the tag in the text where it is there. */
function tagsOf(status: Json): OraclePost['tags'] {
  const typed = anchorsOf(string(status['content']) ?? '')
    .filter(({ classes }) => classes.includes('hashtag'))
    .map(({ text }) => text.replace(/^[#＃]/, ''));
  return list(status['tags']).flatMap((tag) => {
    const name = string(object(tag)['name']);
    if (name === null) return [];
    const spelling = typed.find((one) => normalForm(one) === normalForm(name)) ?? name;
    return { spelling, via: 'facet' as const };
  });
}

function linksOf(status: Json): string[] {
  const inText = anchorsOf(string(status['content']) ?? '')
    .filter(({ classes }) => !classes.includes('mention') && !classes.includes('hashtag'))
    .map(({ href }) => href);
  const card = string(object(status['card'])['url']);
  return card === null ? inText : [...inText, card];
}

function asksOut(account: Json): boolean {
  const words = `${string(account['display_name']) ?? ''} ${textOf(string(account['note']) ?? '')}`;
  return (
    account['discoverable'] === false ||
    account['indexable'] === false ||
    account['noindex'] === true ||
    account['limited'] === true ||
    account['suspended'] === true ||
    asksToBeLeftAlone(words)
  );
}

/** Newest edit first, then the author's own server. */
function chooseVersion(answers: readonly Answer[]): Answer | undefined {
  const edited = ({ status }: Answer) => time(status['edited_at']) ?? 0;
  return answers.toSorted((a, b) => edited(b) - edited(a) || Number(atHome(b)) - Number(atHome(a)))[0];
}

/** The posts that servers showed, each once. */
export function readMastodon(answers: readonly Answer[]): OraclePost[] {
  const shown = answers.filter(({ status }) => status['visibility'] === 'public' && status['reblog'] == null);
  const byUri = Map.groupBy(shown, ({ status }) => string(status['uri']) ?? string(status['url']) ?? '');
  return [...byUri].flatMap(([uri, own]): OraclePost[] => {
    const best = chooseVersion(own);
    if (!best || uri === '') return [];
    const { status } = best;
    const account = object(status['account']);
    const newest = own.reduce((a, b) => (b.at >= a.at ? b : a));
    const last = object(newest.status['account']);
    const author = string(account['url']) ?? string(account['uri']) ?? '';
    const seenAt = Math.min(...own.map(({ at }) => at));
    const copy = /^https:\/\/bsky\.brid\.gy\/convert\/ap\/(at:\/\/.+)$/.exec(uri)?.[1] ?? null;
    const accounts = own.map((answer) => object(answer.status['account']));
    return [
      {
        uri,
        url: string(status['url']),
        network: 'mastodon',
        author,
        claimedAt: time(status['created_at']),
        seenAt,
        tags: tagsOf(status),
        text: textOf(string(status['content']) ?? ''),
        language: primary(status['language']),
        kind: status['in_reply_to_id'] != null ? 'reply' : status['quote'] != null ? 'quote' : 'original',
        server: hostOf(author),
        links: linksOf(status),
        followers: typeof last['followers_count'] === 'number' ? last['followers_count'] : null,
        followersAt: newest.at,
        hidden: false,
        askedAt: -Infinity,
        bot: accounts.some(({ bot }) => bot === true),
        optedOut: accounts.some(asksOut),
        sensitive: own.some(
          (one) => one.status['sensitive'] === true || (string(one.status['spoiler_text']) ?? '') !== '',
        ),
        copyOf: copy,
        gone: false,
        pointBefore: (at) => (at < seenAt ? null : bestReactions(own.filter((answer) => answer.at <= at))),
      },
    ];
  });
}
