import type { PoolClient } from 'pg';
import type { MatchedPost } from '../../domain/batch.ts';
import { normalForm } from '../../domain/hashtag/normal-form.ts';
import { splitTag } from '../../domain/hashtag/split.ts';
import type { SeenTag } from '../../domain/post.ts';
import { howCode, viaCode } from '../codes.ts';
import { textSince } from '../settings.ts';
import { clearLinks, writeLinks } from './links.ts';

/** An array of texts as PostgreSQL writes it. */
const textArray = (texts: readonly string[]) =>
  `{${texts.map((text) => `"${text.replaceAll(/[\\"]/g, String.raw`\$&`)}"`).join(',')}}`;

/** Of stored posts only those whose text is still kept: a newer version does not bring back what was let go. */
const texted = `join post p on p.id = n.id and p.seen_at >= coalesce(
        (select (value #>> '{}')::timestamptz from setting where name = '${textSince}'), '-infinity')`;

/** Text, links and every spelling of posts; of stored ones they are cleared first. @param areNew nothing of them is stored */
export async function writeDetails(
  client: PoolClient,
  posts: readonly { id: number; event: MatchedPost }[],
  tags: TagPlace,
  areNew = false,
): Promise<void> {
  if (posts.length === 0) return;
  const ids = posts.map(({ id }) => id);
  await client.query({
    name: `text-write${areNew ? '-new' : ''}`,
    text: `insert into post_text (post_id, body, tags, links, month)
      select n.id, n.body, n.tags::text[], n.links::text[], date_trunc('month', n.seen at time zone 'UTC')::date
      from unnest($1::bigint[], $2::text[], $3::text[], $4::text[], $5::timestamptz[]) n(id, body, tags, links, seen) ${areNew ? '' : texted} order by 1
      ${areNew ? '' : 'on conflict (post_id) do update set body = excluded.body, tags = excluded.tags, links = excluded.links'}`,
    values: [
      ids,
      posts.map(({ event }) => event.post.text),
      posts.map(({ event }) => textArray([...new Set(event.post.tags.map((tag) => tag.spelling))].slice(0, 50))),
      posts.map(({ event }) => textArray(event.post.links.slice(0, 20))),
      posts.map(({ event }) => new Date(event.post.seenAt).toISOString()),
    ],
  });
  await writeLinks(
    client,
    posts.map(({ id, event }) => ({ id, links: event.post.links })),
  );
  await writeTags(client, posts, tags, areNew);
}

/** Where spellings of a family stand: in the scopes of the campaigns that were asked; those of others are left alone. */
export interface TagPlace {
  campaignIds: readonly number[];
  scopeOf(campaign: string, family: string): number;
}

/** Takes every spelling of posts in the campaigns that were asked away. */
export async function clearTags(client: PoolClient, ids: readonly number[], place: TagPlace): Promise<void> {
  if (ids.length === 0) return;
  await client.query({
    name: 'tag-clear',
    text: `delete from post_tag t using variant v, scope s
      where t.post_id = any($1::bigint[]) and v.id = t.variant_id and s.id = v.scope_id and s.campaign_id = any($2::int[])`,
    values: [ids, place.campaignIds],
  });
  await client.query({
    name: 'cotag-clear',
    text: 'delete from post_cotag where post_id = any($1::bigint[])',
    values: [ids],
  });
}

/** Every spelling of posts in the campaigns that were asked. */
export async function writeTags(
  client: PoolClient,
  posts: readonly { id: number; event: MatchedPost }[],
  place: TagPlace,
  areNew = false,
): Promise<void> {
  if (posts.length === 0) return;
  const settled = areNew ? '' : 'on conflict do nothing';
  const tags = posts.flatMap(({ id, event }) =>
    event.matches.flatMap(({ campaign, families }) =>
      families.map((hit) => ({ id, scope: place.scopeOf(campaign, hit.family), ...hit })),
    ),
  );
  if (tags.length > 0) {
    const columnsOf = (some: typeof tags) => [
      some.map((t) => t.scope),
      some.map((t) => t.spelling),
      some.map((t) => howCode[t.how]),
    ];
    const distinct = [...new Map(tags.map((tag) => [`${tag.scope} ${tag.how} ${tag.spelling}`, tag])).values()];
    await client.query({
      name: 'variant-write',
      text: `insert into variant (scope_id, spelling, norm, how) select n.scope, n.spelling, n.norm, n.how
        from unnest($1::int[], $2::text[], $3::smallint[], $4::text[]) n(scope, spelling, how, norm)
        where not exists (select from variant v where (v.scope_id, v.spelling, v.how) = (n.scope, n.spelling, n.how)) order by 1, 2 on conflict do nothing`,
      values: [...columnsOf(distinct), distinct.map((t) => normalForm(t.spelling))],
    });
    await client.query({
      name: `tag-write${areNew ? '-new' : ''}`,
      text: `insert into post_tag (post_id, variant_id, via) select n.id, v.id, min(n.via)
        from unnest($1::bigint[], $2::int[], $3::text[], $4::smallint[], $5::smallint[]) n(id, scope, spelling, how, via)
        join variant v on (v.scope_id, v.spelling, v.how) = (n.scope, n.spelling, n.how) group by 1, 2 order by 1, 2 ${settled}`,
      values: [tags.map((t) => t.id), ...columnsOf(tags), tags.map((t) => viaCode[t.via])],
    });
  }
  const cotags = posts.flatMap(({ id, event }) => {
    const distinct = new Map(event.matches.flatMap((m) => m.coTags).map((tag) => [tag.norm, tag.spelling]));
    return [...distinct].map(([norm, spelling]) => ({ id, norm, spelling }));
  });
  if (cotags.length === 0) return;
  await client.query({
    name: `cotag-write${areNew ? '-new' : ''}`,
    text: `insert into post_cotag (norm, post_id, spelling) select n.norm, n.id, n.spelling
      from unnest($1::text[], $2::bigint[], $3::text[]) n(norm, id, spelling) order by 1, 2 ${settled}`,
    values: [cotags.map((t) => t.norm), cotags.map((t) => t.id), cotags.map((t) => t.spelling)],
  });
}

/** Text and links of these posts go; their counts stay as they are. */
export async function dropText(client: PoolClient, ids: readonly number[]): Promise<void> {
  if (ids.length === 0) return;
  await client.query({
    name: 'text-drop',
    text: 'delete from post_text where post_id = any($1::bigint[])',
    values: [ids],
  });
  await clearLinks(client, ids);
}

/**
 * Posts that an edit took out: the tags that it dropped go, so that no change of a campaign brings them back; where none
 * is left, text and links too.
 * @param edited with the tags of the new version
 */
export async function dropEdited(
  client: PoolClient,
  edited: readonly { id: number; tags: readonly SeenTag[] }[],
): Promise<void> {
  if (edited.length === 0) return;
  for (const { id, tags } of edited) {
    await client.query(
      'delete from post_tag t using variant v where t.post_id = $1 and v.id = t.variant_id and v.spelling <> all($2::text[])',
      [id, tags.flatMap(({ spelling }) => splitTag(spelling))],
    );
  }
  const { rows } = await client.query<{ id: number }>(
    `select id from post p where id = any($1::bigint[]) and cardinality(scopes) = 0 and not exists (select from post_tag t where t.post_id = p.id)`,
    [edited.map(({ id }) => id)],
  );
  const bare = rows.map(({ id }) => id);
  await dropText(client, bare);
  await client.query('delete from post_cotag where post_id = any($1::bigint[])', [bare]);
}
