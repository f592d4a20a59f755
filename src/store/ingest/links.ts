import type { PoolClient } from 'pg';
import { distinctLinks } from '../../domain/link.ts';

const mostLinks = 20;

/** Takes the links of posts away. */
export async function clearLinks(client: PoolClient, ids: readonly number[]): Promise<void> {
  await client.query({
    name: 'link-clear',
    text: 'delete from post_link where post_id = any($1::bigint[])',
    values: [ids],
  });
}

/** Writes what posts link to, each address once a post. */
export async function writeLinks(
  client: PoolClient,
  posts: readonly { id: number; links: readonly string[] }[],
): Promise<void> {
  const links = posts.flatMap((post) =>
    distinctLinks(post.links.slice(0, mostLinks)).map((link) => ({ id: post.id, ...link })),
  );
  if (links.length === 0) return;
  const urls = links.map(({ url }) => url);
  await client.query({
    name: 'link-add',
    text: `insert into link (url, domain) select distinct on (n.url) n.url, n.domain from unnest($1::text[], $2::text[]) n(url, domain)
      where not exists (select from link l where l.url = n.url) order by 1 on conflict do nothing`,
    values: [urls, links.map(({ domain }) => domain)],
  });
  await client.query({
    name: 'link-write',
    text: `insert into post_link (link_id, post_id) select l.id, n.id from unnest($1::bigint[], $2::text[]) n(id, url)
      join link l on l.url = n.url order by 1, 2 on conflict do nothing`,
    values: [links.map(({ id }) => id), urls],
  });
}
