import type { PoolClient } from 'pg';
import type { CampaignMatch } from '../domain/match.ts';
import type { Post } from '../domain/post.ts';
import { type Dimension, dimension } from './codes.ts';

/** A scope by name, before it has an id. */
export interface ScopeName {
  campaignId: number;
  dim: Dimension;
  key: string;
}

const nameKey = ({ campaignId, dim, key }: ScopeName) => `${campaignId} ${dim} ${key}`;

/** Where a post counts in one campaign. An untagged one (it carries only a phrase) counts apart and nowhere else. */
export function scopesOf(campaignId: number, post: Post, match: CampaignMatch): ScopeName[] {
  const scope = (dim: Dimension, key: string): ScopeName => ({ campaignId, dim, key });
  if (match.untagged) return [scope('untagged', '')];
  return [
    scope('all', ''),
    scope('platform', post.platform),
    scope('kind', post.kind),
    scope('language', post.language ?? 'und'),
    scope('server', post.server),
    ...match.families.map(({ family }) => scope('tag', family)),
    ...match.arguments.map((argument) => scope('argument', argument)),
    ...match.targets.map((target) => scope('target', target)),
    ...(match.goal ? [scope('goal', '')] : []),
  ];
}

/** Ids of scopes, remembered for the life of the process; ids made in a transaction only once it has committed. */
export class ScopeRegistry {
  readonly #known = new Map<string, number>();
  readonly #campaigns = new Map<number, number>();

  /** Forgets what it knows, after a campaign was removed. */
  clear(): void {
    this.#known.clear();
    this.#campaigns.clear();
  }

  remember(name: ScopeName, id: number): void {
    this.#known.set(nameKey(name), id);
    this.#campaigns.set(id, name.campaignId);
  }

  /**
   * Ids of all given scopes by name, made where missing, and the campaign of an id as far as it is known; `commit` must
   * be called after the transaction.
   */
  async ensure(
    client: PoolClient,
    names: readonly ScopeName[],
  ): Promise<{ id(name: ScopeName): number; campaignOf(scopeId: number): number | undefined; commit(): void }> {
    const wanted = new Map(names.map((name) => [nameKey(name), name]));
    const missing = [...wanted.values()].filter((name) => !this.#known.has(nameKey(name)));
    const made = new Map<string, { name: ScopeName; id: number }>();
    if (missing.length > 0) {
      const values = [
        missing.map((n) => n.campaignId),
        missing.map((n) => dimension[n.dim]),
        missing.map((n) => n.key),
      ];
      await client.query(
        `insert into scope (campaign_id, dim, key)
         select * from unnest($1::int[], $2::smallint[], $3::text[]) n(c, d, k)
         where not exists (select from scope s where (s.campaign_id, s.dim, s.key) = (n.c, n.d, n.k)) order by 1, 2, 3
         on conflict do nothing`,
        values,
      );
      const { rows } = await client.query<{ id: number; ord: number }>(
        `select s.id, n.ord::int as ord from unnest($1::int[], $2::smallint[], $3::text[]) with ordinality n(c, d, k, ord)
         join scope s on (s.campaign_id, s.dim, s.key) = (n.c, n.d, n.k)`,
        values,
      );
      for (const { id, ord } of rows) {
        const name = missing[ord - 1];
        if (name) made.set(nameKey(name), { name, id });
      }
    }
    const campaigns = new Map([...made.values()].map(({ name, id }) => [id, name.campaignId]));
    return {
      campaignOf: (scopeId) => this.#campaigns.get(scopeId) ?? campaigns.get(scopeId),
      id: (name) => {
        const id = this.#known.get(nameKey(name)) ?? made.get(nameKey(name))?.id;
        if (id === undefined) throw new Error(`scope ${nameKey(name)} has no id`);
        return id;
      },
      commit: () => {
        for (const { name, id } of made.values()) this.remember(name, id);
      },
    };
  }
}
