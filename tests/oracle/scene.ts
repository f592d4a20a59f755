import { type Campaign, campaignSchema } from '../../src/domain/campaign.ts';
import { guessLanguage } from '../../src/domain/language.ts';
import { type Importer as Import, Importer } from '../../workers/import/import.ts';
import { openWeb } from '../support/web.ts';
import { iso, type Window } from './clock.ts';
import { type Counted, countPosts, type OracleCampaign } from './counted.ts';
import { coverageByQuarter, type WatchedSource } from './coverage.ts';
import { object } from './json.ts';
import { readBluesky } from './read-bluesky.ts';
import { type Answer, readMastodon } from './read-mastodon.ts';

/** What is imported of one source: a stretch that is watched whole, or a sample. */
export interface Recording {
  readonly base: string | null;
  readonly frames?: readonly string[];
  readonly answers?: readonly Answer[];
  readonly covers: Window | null;
}

/** The product after an import, and what the oracle makes of the same records. */
export interface Scene extends AsyncDisposable {
  readonly campaign: OracleCampaign;
  readonly counted: Counted[];
  /** Those that are neither deleted nor of an account that left. */
  readonly standing: Counted[];
  readonly sources: WatchedSource[];
  readonly now: number;
  /** κ of a quarter, of all sources or of one network. */
  readonly kappa: (at: number, platform?: string) => number;
  readonly api: <T>(path: string) => Promise<T>;
}

/** `openWeb` configures every source then. */
const configuredAt = Date.parse('2026-01-01');

const sourceOf = (base: string | null): string => (base === null ? 'bluesky' : `mastodon:${new URL(base).host}`);

async function importOne(app: Parameters<typeof Importer.open>[0], recording: Recording): Promise<void> {
  const { base, frames = [], answers = [], covers } = recording;
  const into: Import = await Importer.open(app, {
    format: base === null ? 'jetstream' : 'mastodon',
    ...(covers ? { covers } : {}),
    ...(base === null ? {} : { server: base }),
  });
  for (const frame of frames) await into.frame(frame);
  for (const { status, at } of answers) await into.item({ value: status, answeredAt: at, base });
  await into.finish();
}

/** What the oracle takes of a campaign. */
function oracleCampaign({ since, timezone, tags, arguments: frames, targets, exclude }: Campaign): OracleCampaign {
  const families = tags.map((tag) => (typeof tag === 'string' ? { tag } : tag));
  return { since, timezone, families, arguments: frames, targets, exclude };
}

/** `repeats`: how often all is imported, one time after the other: that changes nothing. */
export async function openScene(
  given: Record<string, unknown>,
  recordings: readonly Recording[],
  now: number,
  repeats = 1,
): Promise<Scene> {
  const parsed = campaignSchema.parse(given);
  const web = await openWeb(parsed, now);
  try {
    for (let i = 0; i < repeats; i++) for (const recording of recordings) await importOne(web.app, recording);
    const campaign = oracleCampaign(parsed);
    const posts = [
      ...readBluesky(recordings.flatMap(({ frames = [] }) => frames)),
      ...readMastodon(recordings.flatMap(({ answers = [] }) => answers)),
    ];
    const counted = await countPosts(posts, campaign, guessLanguage);
    const bases = [...new Set(object(object(given['sources'])['mastodon'])['servers'] as string[])];
    const streamed = recordings.some(({ base }) => base === null) || bases.length === 0;
    const sources = [...(streamed ? [null] : []), ...bases].map((base): WatchedSource => {
      const own = recordings.filter((one) => one.base === base).flatMap(({ covers }) => covers ?? []);
      return { source: sourceOf(base), network: base === null ? 'bluesky' : 'mastodon', configuredAt, covered: own };
    });
    const whole = coverageByQuarter(sources);
    const byPlatform = new Map(
      ['bluesky', 'mastodon'].map((platform) => [
        platform,
        coverageByQuarter(sources.filter(({ network }) => network === platform)),
      ]),
    );
    return {
      campaign,
      counted,
      standing: counted.filter(({ gone }) => !gone),
      sources,
      now,
      kappa: (at, platform) => (byPlatform.get(platform ?? '') ?? whole)(at),
      api: web.api,
      [Symbol.asyncDispose]: web[Symbol.asyncDispose],
    };
  } catch (error) {
    await web[Symbol.asyncDispose]();
    throw error;
  }
}

export const query = ({ from, to }: Window, more: Record<string, string> = {}): string =>
  new URLSearchParams({ from: iso(from), to: iso(to), ...more }).toString();
export const at = (time: string): number => Date.parse(time);
