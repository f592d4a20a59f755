import type { BlueskyAccount } from './bluesky-network.ts';
import { did } from './ids.ts';
import type { MastodonAccount } from './mastodon-network.ts';
import type { Random } from './random.ts';
import { drawLanguage } from './texts.ts';

const firstNames =
  'ada ben cleo dara emil finn gita hana ivo jun kai lena mara nils olga pia quinn rosa sami tove uma vera wim xenia yuki zoe aiko bruno chloe diego'.split(
    ' ',
  );
const secondNames =
  'amber birch cedar dove elm fern grove heath iris juniper kestrel lark maple north oak pine quartz river stone thorn vale willow yarrow brook frost'.split(
    ' ',
  );
const day = 86_400_000;

/** How often somebody posts, against the others: a few post a lot. */
export const activity = (random: Random): number => Math.min(40, random.logNormal(1, 1.1));

const nameOf = (random: Random, n: number): string =>
  `${random.pick(firstNames)}-${random.pick(secondNames)}${n % 7 === 0 ? '' : n}`;
const titled = (name: string): string =>
  name
    .replace(/[0-9]/g, '')
    .replace(/(^|-)(.)/g, (_, dash: string, letter: string) => (dash ? ' ' : '') + letter.toUpperCase());

/** Somebody on Bluesky who was there before `now` (ms). */
export function blueskyAccount(random: Random, now: number, n: number): BlueskyAccount {
  const name = nameOf(random, n);
  const host = random.chance(0.85) ? 'bsky.social' : random.pick(['garden.example', 'codes.example', 'art.example']);
  return {
    did: did(random),
    handle: `${name}.${host}`,
    displayName: random.chance(0.9) ? titled(name) : '',
    description: random.chance(0.03)
      ? 'Please do not collect. #nobot'
      : random.pick(['', 'Writes, reads, walks.', 'Teacher.', 'Here for the birds.', 'Sound and code.']),
    createdAt: now - day * (random.chance(0.12) ? 15 + random.int(20) : 40 + random.int(900)),
    followers: Math.floor(random.logNormal(180, 1.6)),
    follows: Math.floor(random.logNormal(200, 1)),
    language: drawLanguage(random),
    bot: random.chance(0.02),
    noUnauthenticated: random.chance(0.06),
    active: true,
    status: null,
    posts: random.int(2000),
  };
}

/** Somebody with an account on the Mastodon server of that domain. */
export function mastodonAccount(random: Random, now: number, n: number, domain: string): MastodonAccount {
  const name = nameOf(random, n).replace('-', '_');
  return {
    name,
    domain,
    url: `https://${domain}/@${name}`,
    uri: `https://${domain}/users/${name}`,
    displayName: titled(name.replace('_', '-')),
    note: random.chance(0.04)
      ? '<p>No bots please. <a href="#">#<span>nobot</span></a></p>'
      : '<p>Fediverse, tea, open source.</p>',
    createdAt: now - day * (20 + random.int(1500)),
    followers: Math.floor(random.logNormal(140, 1.4)),
    language: drawLanguage(random),
    bot: random.chance(0.03),
    indexable: !random.chance(0.35),
    discoverable: random.chance(0.12) ? false : random.chance(0.15) ? null : true,
    noindex: random.chance(0.06),
    suspended: false,
  };
}
