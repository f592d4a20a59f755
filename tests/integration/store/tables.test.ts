import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { chosen, day, figures, type Question, queryOf, question, reactions } from './tables-questions.ts';
import { begin, type Fact, now, openScene } from './tables-scene.ts';

/** Figures by key with their share, as a table shows them. */
function grouped(facts: readonly Fact[], keysOf: (fact: Fact) => readonly string[]) {
  const keys = [...new Set(facts.flatMap(keysOf))];
  return new Map(
    keys.map((key) => {
      const own = facts.filter((fact) => keysOf(fact).includes(key));
      return [key, { ...figures(own), share: own.length / facts.length }];
    }),
  );
}

describe('every table equals a recount of the posts one by one', () => {
  let scene: Awaited<ReturnType<typeof openScene>>;
  beforeAll(async () => {
    scene = await openScene(11, 420);
  });
  afterAll(() => scene[Symbol.asyncDispose]());

  const hold = (name: string, judge: (question: Question, facts: Fact[]) => Promise<void>, numRuns = 25) =>
    test(name, () =>
      fc.assert(
        fc.asyncProperty(question, (asked) => judge(asked, chosen(scene.facts, asked))),
        {
          numRuns,
          examples: [
            [{ from: begin, to: now, filters: {} }],
            [{ from: now - 7 * day, to: now, filters: {} }],
            [{ from: now - 3.5 * day, to: now - 2.75 * day, filters: {} }], // across one midnight
            [{ from: now - 9 * day, to: now - 8.25 * day, filters: {} }],
          ],
        },
      ),
    );

  type Row = Record<string, unknown> & { posts: number };
  const plain: [string, string, (fact: Fact) => readonly string[]][] = [
    ['tags', 'tag', ({ tags }) => tags],
    ['languages', 'language', ({ language }) => [language]],
    ['targets', 'target', ({ targets }) => targets],
    ['servers', 'server', ({ server }) => [server]],
  ];
  for (const [table, key, keysOf] of plain) {
    hold(table, async (asked, facts) => {
      const answer = await scene.api<Record<string, Row[]>>(`/${table}?${queryOf(asked)}`);
      const rows = (answer[table] ?? []).filter(({ posts }) => posts > 0);
      const expected = grouped(facts, keysOf);
      if (table === 'tags' && asked.filters.tag)
        for (const tag of expected.keys()) if (!rows.some((row) => row.tag === tag)) expected.delete(tag);
      expect(rows.map((row) => [row[key], row])).toEqual(
        [...expected]
          .toSorted(([a, x], [b, y]) => y.posts - x.posts || (a < b ? -1 : 1))
          .map(([name, row]) => [name, expect.objectContaining(row)]),
      );
    });
  }

  hold('spellings and co-tags of a family', async (asked, facts) => {
    type Tag = { tag: string; exact: number; posts: number; spellings: Row[]; coTags: Row[] };
    const { tags } = await scene.api<{ tags: Tag[] }>(`/tags?${queryOf(asked)}`);
    for (const { tag, posts, exact, spellings, coTags } of tags) {
      const own = facts.filter((fact) => fact.tags.includes(tag));
      expect([posts, exact]).toEqual([own.length, own.length]);
      const typed = grouped(own, (fact) => fact.spellings.filter((_, i) => fact.tags[i] === tag));
      const beside = grouped(own, (fact) => fact.coTags);
      const brief = (rows: readonly Row[], key: string) =>
        new Map(rows.map((row) => [row[key], { posts: row.posts, authors: row['authors'], share: row['share'] }]));
      const pick = (rows: typeof typed) =>
        new Map([...rows].map(([key, { posts, authors, share }]) => [key, { posts, authors, share }]));
      expect(brief(spellings, 'spelling')).toEqual(pick(typed));
      expect(brief(coTags, 'tag')).toEqual(pick(beside));
    }
  });

  hold('languages: guessed, and how many they are worth', async (asked, facts) => {
    type Answer = { languages: { language: string; guessed: number }[]; effective: number | null };
    const { languages, effective } = await scene.api<Answer>(`/languages?${queryOf(asked)}`);
    for (const { language, guessed } of languages)
      expect(guessed).toBe(facts.filter((fact) => fact.language === language && fact.guessed).length);
    const known = facts.filter(({ language }) => language !== 'und');
    const shares = [...Map.groupBy(known, ({ language }) => language).values()].map((own) => own.length / known.length);
    const product = shares.reduce((worth, share) => worth * share ** -share, 1);
    if (known.length === 0) expect(effective).toBeNull();
    else expect(effective).toBeCloseTo(product, 9);
  });

  hold('kinds', async (asked, facts) => {
    const { byKind } = await scene.api<{ byKind: Record<string, Row> }>(`/summary?${queryOf(asked)}`);
    for (const [kind, { posts, authors }] of Object.entries(byKind)) {
      const own = facts.filter((fact) => fact.kind === kind);
      expect([posts ?? 0, authors ?? 0]).toEqual([own.length, new Set(own.map(({ author }) => author)).size]);
    }
  });

  hold('arguments with interval and lift', async (asked, facts) => {
    type Argument = Row & {
      argument: string;
      share: number;
      low: number;
      high: number;
      lift: { ratio: number } | null;
    };
    type Answer = { arguments: Argument[]; withText: number; none: number };
    const answer = await scene.api<Answer>(`/arguments?${queryOf(asked)}`);
    expect(answer.arguments.map(({ argument }) => argument).toSorted()).toEqual(['ownership', 'safety', 'silence']);
    expect([answer.withText, answer.none]).toEqual([
      facts.length,
      facts.filter((fact) => fact.arguments.length === 0).length,
    ]);
    const squares = [...Map.groupBy(facts, ({ author }) => author).values()].reduce(
      (sum, own) => sum + own.length ** 2,
      0,
    );
    const size = facts.length ** 2 / squares;
    for (const row of answer.arguments) {
      const own = facts.filter((fact) => fact.arguments.includes(row.argument));
      expect(row).toMatchObject(figures(own));
      if (facts.length === 0) continue;
      const p = own.length / facts.length;
      expect(row.share).toBe(p);
      // Wilson's limits are where the distance to p is 1.96 standard errors of the limit itself.
      for (const limit of [row.low, row.high].filter((limit) => limit > 0 && limit < 1))
        expect((p - limit) ** 2).toBeCloseTo((1.959964 ** 2 * limit * (1 - limit)) / size, 9);
      const expected = liftByHand(facts, row.argument);
      if (expected === null) expect(row.lift).toBeNull();
      else {
        expect(row.lift?.ratio).toBeCloseTo(expected.ratio, 9);
        expect(row.lift).toMatchObject({
          low: expect.closeTo(expected.low, 9),
          high: expect.closeTo(expected.high, 9),
        });
      }
    }
  });

  hold('links and domains, page by page', async (asked, facts) => {
    type Page = { links: Row[]; domains: Row[]; cursor: string | null };
    const links: Row[] = [];
    let page: Page | null = null;
    do {
      const more: Record<string, string> = page?.cursor ? { limit: '2', cursor: page.cursor } : { limit: '2' };
      page = await scene.api<Page>(`/links?${queryOf(asked, more)}`);
      links.push(...page.links);
    } while (page.cursor);
    const expected = grouped(facts, (fact) => fact.links);
    expect(new Map(links.map((row) => [row['url'], row]))).toEqual(
      new Map(
        [...expected].map(([url, row]) => [
          url,
          { url, domain: new URL(url).host, ...row, goal: url === 'https://goal.example/petition?id=7' },
        ]),
      ),
    );
    expect(links).toHaveLength(expected.size);
    expect(links.map(({ posts }) => posts)).toEqual(links.map(({ posts }) => posts).toSorted((a, b) => b - a));
    const hosts = grouped(facts, (fact) => [...new Set(fact.links.map((url) => new URL(url).host))]);
    expect(new Map(page.domains.map((row) => [row['domain'], [row.posts, row['authors'], row['share']]]))).toEqual(
      new Map([...hosts].map(([host, { posts, authors, share }]) => [host, [posts, authors, share]])),
    );
  });

  hold('accounts: new, returning, how posting is spread, followers', async (asked, facts) => {
    const answer = await scene.api<Record<string, number | null>>(`/authors?${queryOf(asked)}`);
    const each = [...Map.groupBy(facts, ({ author }) => author).values()];
    const firstOf = (author: string) =>
      Math.min(...scene.facts.filter((fact) => fact.author === author).map(({ at }) => at));
    const fresh = each.filter(([fact]) => fact && firstOf(fact.author) >= asked.from).length;
    const early = asked.from < begin + 14 * day;
    const sizes = each.map((own) => own.length).toSorted((a, b) => b - a);
    const followers = each.flatMap(([fact]) => fact?.followers ?? []).toSorted((a, b) => a - b);
    const middle = (followers.length - 1) / 2;
    const ten = sizes.slice(0, 10).reduce((sum, size) => sum + size, 0);
    expect(answer).toMatchObject({
      authors: each.length,
      new: early ? null : fresh,
      returning: early ? null : each.length - fresh,
      top10Share: each.length < 20 ? null : ten / facts.length,
      oneTime: facts.length === 0 ? null : sizes.filter((size) => size === 1).length / facts.length,
      followersSum: followers.length === 0 ? null : followers.reduce((sum, n) => sum + n, 0),
      followersMedian:
        followers.length === 0
          ? null
          : ((followers[Math.floor(middle)] ?? 0) + (followers[Math.ceil(middle)] ?? 0)) / 2,
    });
    expect(answer).not.toHaveProperty('list');
  });

  hold('hours of the week', async (asked, facts) => {
    type Hour = Record<(typeof reactions)[number] | 'weekday' | 'hour', number> & {
      posts: number | null;
      watched: number;
    };
    const { hours, tz } = await scene.api<{ hours: Hour[]; tz: string }>(`/hours?${queryOf(asked)}`);
    const slots = Map.groupBy(facts, ({ at }) => {
      const local = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(tz);
      return `${local.dayOfWeek} ${local.hour}`;
    });
    expect(hours).toHaveLength(168);
    for (const { weekday, hour, watched, posts, ...sums } of hours) {
      const own = figures(slots.get(`${weekday} ${hour}`) ?? []);
      expect(posts).toBe(own.posts === 0 && watched === 0 ? null : own.posts);
      if (posts !== null)
        expect(sums).toMatchObject(Object.fromEntries(reactions.map((kind) => [kind, own[kind as 'posts']])));
    }
  });
});

/** The lift as the definition reads, account by account. */
function liftByHand(facts: readonly Fact[], argument: string) {
  const grown = facts.filter(({ at }) => at <= now - day);
  let [weights, sum, squares] = [0, 0, 0];
  for (const own of Map.groupBy(grown, ({ platform }) => platform).values()) {
    const sides = [true, false].map((has) => {
      const side = own.filter((fact) => fact.arguments.includes(argument) === has);
      const means = [...Map.groupBy(side, ({ author }) => author).values()].map((posts) => {
        const logs = posts.map((fact) => Math.log(1 + fact.likes + fact.reposts + fact.replies + fact.quotes));
        return logs.reduce((total, value) => total + value, 0) / logs.length;
      });
      const mean = means.reduce((total, value) => total + value, 0) / means.length;
      const variance = means.reduce((total, value) => total + (value - mean) ** 2, 0) / (means.length - 1);
      return { n: means.length, mean, variance };
    });
    const [a, b] = sides;
    if (!a || !b || a.n < 10 || b.n < 10) continue;
    const weight = (a.n * b.n) / (a.n + b.n);
    weights += weight;
    sum += weight * (a.mean - b.mean);
    squares += weight ** 2 * (a.variance / a.n + b.variance / b.n);
  }
  if (weights === 0) return null;
  const [d, error] = [sum / weights, Math.sqrt(squares) / weights];
  return { ratio: Math.exp(d), low: Math.exp(d - 1.96 * error), high: Math.exp(d + 1.96 * error) };
}
