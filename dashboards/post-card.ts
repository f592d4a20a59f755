import type { PostView } from '../src/domain/summary.ts';
import { calmText, plainLine } from './calm-text.ts';
import { duration, figure, instantText, languageName, sourceName } from './format.ts';
import { outwardLink, safeHref } from './href.ts';
import { type Html, html, type Printable } from './html.ts';

const reactionNames = {
  likes: ['like', 'likes'],
  reposts: ['repost', 'reposts'],
  replies: ['reply', 'replies'],
  quotes: ['quote', 'quotes'],
} as const;

/** What a list adds to a post. */
export interface PostExtras {
  now: string;
  tz: string;
  /** Why the post stands in the list, between text and reactions. */
  why?: Printable;
  /** Buttons under the post; without them the age is the link to it. */
  actions?: Printable;
}

/** A post as a card: author, age, text, each kind of reaction by its name, tags. Pictures are never loaded. */
export function postCard(post: PostView, { now, tz, why, actions }: PostExtras): Html {
  const age = html`<time datetime="${post.createdAt}" title="${instantText(post.createdAt, tz)}">${ageWords(post.createdAt, now)}</time>`;
  return html`<li class="post" id="post-${post.id}">
<p class="who">${author(post)} <span class="meta"><span class="network ${platformClass(post)}">${sourceName(post.platform)}</span> ${actions ? age : outwardLink(post.url, age)}${flags(post)}</span></p>
${text(post)}
${why && html`<p class="why">${why}</p>`}
${reactions(post, tz)}
${tags(post)}
${actions && html`<div class="actions">${actions}</div>`}
</li>
`;
}

/** How long ago, in one unit: "12 min ago". */
function ageWords(at: string, now: string): string {
  const age = Date.parse(now) - Date.parse(at);
  return age < 60_000 ? 'just now' : `${duration(age)} ago`;
}

function platformClass(post: PostView): string {
  return post.platform === 'bluesky' || post.platform === 'mastodon' ? post.platform : 'other';
}

/** Without name and handle: the author is not to be shown, or (where the text is) the network has not told them yet. */
function author({ author: { handle, displayName, url, bot }, text }: PostView): Html {
  if (handle === null && displayName === null) {
    const words = html`<b class="name quiet">${text === null ? 'Account not shown' : 'Name not known yet'}</b>`;
    return text === null ? words : outwardLink(url, words);
  }
  const shown = displayName === null || displayName.trim() === '' ? (handle ?? '') : displayName;
  const name = html`<bdi class="name">${calmText(shown)}</bdi>`;
  const under =
    handle !== null && handle !== shown && html` <bdi class="handle">@${calmText(handle.replace(/^@/, ''))}</bdi>`;
  return html`${outwardLink(url, name)}${under}${bot && html` <span class="flag">bot</span>`}`;
}

/** An author who does not want to be shown keeps the link alone: opening it is up to the network. */
function text(post: PostView): Html {
  if (post.text === null) {
    const link = outwardLink(post.url, 'See it where it was posted');
    return html`<p class="text quiet">Text hidden at its author's wish. ${safeHref(post.url) !== null && html`${link}.`}</p>`;
  }
  const language = /^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/.test(post.language) && post.language !== 'und' && post.language;
  return html`<p class="text"><bdi dir="auto"${language && html` lang="${language}"`}>${calmText(post.text)}</bdi></p>`;
}

function reactions(post: PostView, tz: string): Html {
  const asOf = post.engagementAsOf;
  const title = asOf === null ? 'Not yet asked for' : `As of ${instantText(asOf, tz)}`;
  const item = ([kind, [one, many]]: [keyof typeof reactionNames, readonly [string, string]]) => {
    const value = asOf === null && post.engagement[kind] === 0 ? null : post.engagement[kind]; // nobody has asked yet
    return html`<li><b>${figure(value)}</b> ${value === 1 ? one : many}</li>`;
  };
  const entries = Object.entries(reactionNames) as [keyof typeof reactionNames, readonly [string, string]][];
  return html`<ul class="reactions" title="${title}">${entries.map(item)}</ul>`;
}

function tags(post: PostView): Html | null {
  const language = post.language !== 'und' && post.language !== 'en' && post.language !== '';
  if (post.tags.length === 0 && !language) return null;
  const distinct = new Map(post.tags.map((tag) => [tag.toLowerCase(), tag]));
  const names = [...distinct.values()].map((tag) => html`<li><bdi>#${plainLine(tag)}</bdi></li>`);
  return html`<ul class="chips tiny">${names}${language && html`<li class="language">${languageName(post.language)}</li>`}</ul>`;
}

function flags(post: PostView): Html[] {
  const known = new Map([
    ['sensitive', 'sensitive'],
    ['bridged-copy', 'bridged copy'],
  ]);
  return post.flags.flatMap((flag) => {
    const words = known.get(flag);
    return words === undefined ? [] : [html` <span class="flag">${words}</span>`];
  });
}
