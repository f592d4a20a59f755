import type { PoolClient } from 'pg';
import type { MatchedPost } from '../../domain/batch.ts';
import { normalForm } from '../../domain/hashtag/normal-form.ts';
import { type CampaignMatch, compileCampaign, matchPost } from '../../domain/match.ts';
import type { Kind, Platform, Post, SeenTag, TagVia } from '../../domain/post.ts';
import { findShared, type StoredCampaign } from '../campaigns.ts';
import { dimension, howCode, kindCode, platformCode, postFlagBit, viaCode } from '../codes.ts';
import type { StoredPost } from './posts.ts';

/** A stored post made ready to be matched anew. */
export interface KeptPost {
  event: MatchedPost;
  stored: StoredPost;
  /** Scopes that only its text can tell, where the text is not kept any more: they stay as they are. */
  textScopes: number[];
  /** Whether its text is kept. */
  hasText: boolean;
  /** Whether a spelling now counts in another way than it is written down. */
  retagged: boolean;
}

interface Row {
  id: number;
  uri: string;
  rev: string;
  scopes: number[];
  days: number[];
  countedAt: Date;
  seenAt: Date;
  claimedAt: Date | null;
  deletedAt: Date | null;
  counted: boolean;
  platform: number;
  kind: number;
  flags: number;
  lang: string;
  url: string | null;
  originalUri: string | null;
  authorKey: string;
  handle: string | null;
  bot: boolean | null;
  body: string | null;
  links: string[] | null;
  tags: { spelling: string; via: number; how: number; family: string }[] | null;
  cotags: string[] | null;
  /** Spellings that stand in families of other campaigns. */
  foreign: { spelling: string; via: number }[] | null;
  /** Whether it counts in other campaigns too. */
  isShared: boolean;
  textScopes: number[];
  server: string | null;
}

const textDims = [dimension.argument, dimension.target, dimension.goal, dimension.untagged];
const nameOf = <Name extends string>(codes: Record<Name, number>, code: number, fallback: Name): Name =>
  (Object.entries(codes) as [Name, number][]).find(([, value]) => value === code)?.[0] ?? fallback;

/** Carries a spelling that is shared with another campaign, and was shown by a source that this one asks too. */
const ofOthers = `(cardinality($6::text[]) > 0
      and (exists (select from post_tag pt join variant v on v.id = pt.variant_id where pt.post_id = p.id and v.norm = any($6::text[]))
        or exists (select from post_cotag c where c.post_id = p.id and c.norm = any($6::text[])))
      and exists (select from campaign_source k join source x on x.id = k.source_id where k.campaign_id = $1 and k.removed_at is null
        and (p.platform = 0 and x.name = 'bluesky' or exists (select from sighting g where g.post_id = p.id and g.source_id = x.id))))`;

const question = `select p.id, p.uri, p.rev::text as rev, p.scopes, p.days, p.counted_at as "countedAt", p.seen_at as "seenAt", p.claimed_at as "claimedAt",
    p.deleted_at as "deletedAt", p.counted, p.platform, p.kind, p.flags, p.lang, p.url, p.original_uri as "originalUri", a.key as "authorKey", a.handle, a.bot, t.body, t.links,
    (select jsonb_agg(jsonb_build_object('spelling', v.spelling, 'via', pt.via, 'how', v.how, 'family', s.key))
       from post_tag pt join variant v on v.id = pt.variant_id join scope s on s.id = v.scope_id where pt.post_id = p.id and s.campaign_id = $1) as tags,
    (select array_agg(c.spelling) from post_cotag c where c.post_id = p.id) as cotags,
    (select jsonb_agg(distinct jsonb_build_object('spelling', v.spelling, 'via', pt.via))
       from post_tag pt join variant v on v.id = pt.variant_id join scope s on s.id = v.scope_id where pt.post_id = p.id and s.campaign_id <> $1) as foreign,
    exists (select from unnest(p.scopes) u(id) join scope s on s.id = u.id where s.campaign_id <> $1) as "isShared",
    array(select u.id from unnest(p.scopes) u(id) join scope s on s.id = u.id where s.campaign_id = $1 and s.dim = any($2::smallint[])) as "textScopes",
    (select min(s.key) from unnest(p.scopes) u(id) join scope s on s.id = u.id where s.dim = ${dimension.server}) as server
  from post p join author a on a.id = p.author_id left join post_text t on t.post_id = p.id
  where p.id > $3 and p.deleted_at is null
    and (cardinality(p.scopes) = 0 or exists (select from unnest(p.scopes) u(id) join scope s on s.id = u.id where s.campaign_id = $1) or ${ofOthers})
    and ($4::text[] is null
      or exists (select from post_cotag c where c.post_id = p.id and c.norm = any($4::text[]))
      or exists (select from post_tag pt join variant v on v.id = pt.variant_id where pt.post_id = p.id and v.norm = any($4::text[])))
  order by p.id limit $5 for update of p`;

function toPost(row: Row): Post {
  const platform: Platform = nameOf(platformCode, row.platform, 'bluesky');
  const kind: Kind = nameOf(kindCode, row.kind, 'original');
  const has = (bit: number) => (row.flags & bit) !== 0;
  const tags: SeenTag[] = [
    ...(row.tags ?? []).map(({ spelling, via }) => ({ spelling, via: nameOf<TagVia>(viaCode, via, 'tags') })),
    ...(row.foreign ?? []).map(({ spelling, via }) => ({ spelling, via: nameOf<TagVia>(viaCode, via, 'tags') })),
    ...(row.cotags ?? []).map((spelling) => ({ spelling, via: 'tags' as const })),
  ];
  return {
    uri: row.uri,
    platform,
    url: row.url,
    author: {
      key: row.authorKey,
      handle: row.handle,
      displayName: null,
      url: null,
      bot: row.bot,
      followers: null,
      bornAt: null,
      optOuts: null,
    },
    kind,
    rev: row.rev,
    claimedAt: row.claimedAt?.getTime() ?? null,
    seenAt: row.seenAt.getTime(),
    text: row.body ?? '',
    language: row.lang === 'und' ? null : row.lang,
    languageGuessed: has(postFlagBit.guessed),
    tags,
    links: row.links ?? [],
    server: row.server ?? serverOf(row, platform),
    flags: (['sensitive', 'hidden', 'bridged-copy'] as const).filter((flag) => has(postFlagBit[flag])),
    originalUri: row.originalUri,
    parentUri: null,
    quotedUri: null,
    engagement: null,
    localId: null,
    atHome: false,
  };
}

/** Of a post that counts nowhere at the moment: the host of its author's address. */
function serverOf({ authorKey }: Row, platform: Platform): string {
  if (platform === 'bluesky') return 'bluesky';
  return URL.canParse(authorKey) ? new URL(authorKey).host : '';
}

/** Of a post that counts elsewhere too, the tags beside it there stay: they are kept once for all campaigns. */
function withCoTags(match: CampaignMatch | null, { isShared, cotags }: Row): CampaignMatch | null {
  if (match === null || !isShared) return match;
  const kept = (cotags ?? []).map((spelling) => ({ norm: normalForm(spelling), spelling }));
  const coTags = new Map([...match.coTags, ...kept].map((tag) => [tag.norm, tag]));
  return { ...match, coTags: [...coTags.values()] };
}

/**
 * Stored posts of a campaign, posts that count nowhere, and those of others that share a spelling with it, each matched
 * against the campaign as it is now; locked, by ascending id.
 * @param norms only posts that carry one of these spellings; null: all
 * @param after ids above this
 */
export async function loadKept(
  client: PoolClient,
  campaign: StoredCampaign,
  norms: readonly string[] | null,
  after: number,
  limit: number,
): Promise<KeptPost[]> {
  const shared = await findShared(client, campaign.id);
  const { rows } = await client.query<Row>(question, [campaign.id, textDims, after, norms, limit, shared]);
  const matcher = compileCampaign(campaign.config);
  return rows.map((row): KeptPost => {
    const post = toPost(row);
    const match = withCoTags(matchPost(post, matcher), row);
    const written = new Set((row.tags ?? []).map(({ family, spelling, how }) => `${family} ${spelling} ${how}`));
    const families = match?.families ?? [];
    return {
      event: { type: 'post', operation: 'sighting', post, matches: match ? [match] : [] },
      stored: { ...row, rev: BigInt(row.rev), missed: null },
      textScopes: row.body === null ? row.textScopes : [],
      hasText: row.body !== null,
      retagged:
        families.length !== written.size ||
        families.some(({ family, spelling, how }) => !written.has(`${family} ${spelling} ${howCode[how]}`)),
    };
  });
}
