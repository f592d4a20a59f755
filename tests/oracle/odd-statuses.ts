import { minute } from './clock.ts';
import type { Dice } from './dice.ts';
import type { Json } from './json.ts';
import { changes } from './odd-spellings.ts';
import type { Answer } from './read-mastodon.ts';
import { keep4oTags } from './simulated.ts';

const texts = [
  ...[
    'the black-box &amp; more',
    'e&#x301;t&#233;',
    '안전이',
    '<br>@sama</p><p>',
    'Stra&#xDF;e',
    'a&nbsp;box',
    'audit<wbr>or',
    'ﬁne',
  ],
  ...['<span class="invisible">https://</span>box', '&lt;b&gt;audit&lt;/b&gt;', '<b>aud</b>it', '透明性'],
];

/** The tags of a status: the server's folded names, and the links in the text as somebody typed them, or not. */
function taggedHtml(draw: Dice, base: string): { tags: unknown[]; html: string } {
  const typed = draw.pick(changes)(draw.pick(keep4oTags), draw);
  const name = typed
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}_]/gu, '');
  const link = `<a href="${base}/tags/${encodeURIComponent(name)}" class="mention hashtag" rel="tag">#<span>${typed}</span></a>`;
  const page = '<a href="https://Example.org/a/?utm_source=m&amp;b=1" rel="nofollow">example.org/a</a>';
  const odd = [null, 7, {}, { name: null }];
  return {
    tags: [
      { name, url: `${base}/tags/${name}` },
      ...(draw.chance(0.1) ? [draw.pick(odd)] : []),
      ...(draw.chance(0.2) ? [{ name: 'art' }] : []),
    ],
    html: `<p>${draw.pick(texts)} ${draw.chance(0.7) ? link : ''} ${draw.chance(0.3) ? page : ''}</p>`,
  };
}

/** A status as one of several servers shows it, with fields as odd as they come. `ms`: when it was written. */
export function answersOf(draw: Dice, n: number, ms: number, bases: readonly string[], now: number): Answer[] {
  const home = draw.pick(bases);
  const host = new URL(home).host;
  const person = draw.under(40);
  const server = draw.chance(0.2) ? 'elsewhere.example' : host;
  const { tags, html } = taggedHtml(draw, home);
  const edited = draw.chance(0.2) ? taggedHtml(draw, home) : null;
  const page = `https://${server}/@p${person}`;
  const common: Json = {
    id: String(n),
    uri: `https://${server}/users/p${person}/statuses/${n}`,
    url: draw.pick([`${page}/${n}`, null]),
    created_at: draw.pick([
      new Date(ms).toISOString(),
      new Date(ms).toISOString().replace(/\.\d+/, ''),
      'soon',
      null,
      new Date(ms + 9e7).toISOString(),
    ]),
    visibility: draw.pick(['public', 'public', 'public', 'public', 'unlisted', 'private', 'local']),
    language: draw.pick(['en', 'de', 'pt-BR', null, '', 'zh-TW', 7]),
    in_reply_to_id: draw.pick([null, null, null, '5']),
    sensitive: draw.pick([false, false, true, null]),
    spoiler_text: draw.pick(['', '', 'cw', null]),
    card: draw.pick([null, null, { url: 'https://cards.example/x' }]),
    reblog: draw.chance(0.03) ? { id: '1' } : null,
  };
  const shown = bases.filter((base) => base === home || draw.chance(0.6));
  return shown.map((base, i): Answer => {
    const local = new URL(base).host === server;
    const isNew = edited !== null;
    const version = isNew ? edited : { tags, html };
    const count = () => draw.pick([draw.under(9), draw.under(30), 0]);
    const account = {
      id: `${i}${person}`,
      acct: local ? `p${person}` : `p${person}@${server}`,
      url: page,
      uri: `https://${server}/users/p${person}`,
      display_name: 'P',
      note: '<p>tea</p>',
      bot: person % 11 === 0,
      discoverable: person % 7 === 0 ? false : null,
      followers_count: person * 40,
    };
    const status: Json = {
      ...common,
      edited_at: isNew ? new Date(ms + 20 * minute).toISOString() : null,
      content: version.html,
      tags: version.tags,
      favourites_count: count(),
      reblogs_count: count(),
      replies_count: count(),
      ...(draw.chance(0.5) ? { quotes_count: count() } : {}),
      account,
    };
    return { status, base, at: now - i * minute };
  });
}
