import { type SimulatorOptions, startSimulator } from '../../src/simulator/index.ts';
import { day, hour, minute, type Window } from './clock.ts';
import { object } from './json.ts';
import { openScene, type Recording, type Scene } from './scene.ts';

export interface SimulatedOptions extends SimulatorOptions {
  readonly seed: number;
  /** The present of the world, ms. */
  readonly at: number;
  readonly days: number;
  readonly campaign_?: Record<string, unknown>;
}

export const keep4oTags = [
  ...['keep4o', 'keep4oAPl', 'keep4oforever', 'keep41', 'MyModelMyChoice', 'keep51', 'StopAlPaternalism'],
  ...['OpenSource4o', 'OpenSource41', '4oforever', 'CancelOpenAl', 'FireSamAltman', 'GPT4o', 'Free4o'],
];
const frames = {
  safety: ['safety', 'audit', 'audit*', 'transparency', 'black box', 'Sicherheit', 'Transparenz', '透明性', '安全', '안전', 'seguridad'],
  innovation: ['innovation', 'innovat*', 'research', 'researchers', 'Forschung', '研究', '연구', 'investigación', 'inovação'],
  ownership: ['ownership', 'own', 'my model', 'our model', 'open weights', 'gehört', '所有', '소유', 'nuestro'],
  voice: ['omni', 'voice', 'cost', 'cheap', 'affordable', 'warmth', 'Stimme', '音声', '음성', 'voz'],
};

/** Minus the holes. */
function without({ from, to }: Window, holes: readonly Window[]): Window[] {
  const parts: Window[] = [];
  let at = from;
  for (const hole of holes) {
    parts.push({ from: at, to: hole.from });
    at = hole.to;
  }
  return [...parts, { from: at, to }].filter((part) => part.from < part.to);
}

/**
 * A simulated month: the stream has two holes, of which one was read later as a sample; the first server has one of
 * its own, and the second stopped a while ago.
 */
export async function openSimulated(options: SimulatedOptions): Promise<Scene> {
  const { at, days, campaign_ = {}, ...rest } = options;
  await using simulator = await startSimulator({
    scenario: 'demo',
    tickMs: 0,
    now: () => at,
    historyDays: days,
    livePerHour: 60,
    historyNoisePerHour: 2,
    mastodonServers: 2,
    ...rest,
  });
  const { history, mastodonUrls } = simulator;
  const all: Window = { from: at - days * day, to: at };
  const holes = [
    { from: at - 11 * day - 3 * hour, to: at - 11 * day + 4 * hour + 7 * minute },
    { from: at - 3 * day - 2 * hour - 50 * minute, to: at - 3 * day },
  ];
  const stream = (covers: Window, known = true): Recording => ({
    base: null,
    frames: [...history.blueskyFrames(covers)],
    covers: known ? covers : null,
  });
  const server = (index: number, covers: Window): Recording => ({
    base: mastodonUrls[index] ?? '',
    answers: [...history.mastodonStatuses(index, covers)].map((status) => ({
      status: object(JSON.parse(JSON.stringify(status))),
      base: mastodonUrls[index] ?? '',
      at,
    })),
    covers,
  });
  const [first, second] = holes;
  const bluesky = without(all, holes).map((covers) => stream(covers));
  if (second) bluesky.splice(-1, 0, stream(second, false));
  const gap = { from: (first?.from ?? 0) + hour, to: (first?.to ?? 0) + hour };
  const own = without(all, [gap]).map((covers) => server(0, covers));
  const other = server(1, { from: all.from, to: at - 5 * minute });
  const given = {
    slug: 'keep4o',
    name: 'Keep',
    since: new Date(at - (days - 1) * day).toISOString().slice(0, 10),
    timezone: 'Europe/Berlin',
    tags: keep4oTags,
    arguments: frames,
    targets: ['@sama', '@OpenAI', '@gdb'],
    goal: { url: 'https://petition.example/keep', label: 'Petition' },
    sources: { bluesky: { stream: true }, mastodon: { servers: [...mastodonUrls] } },
    ...campaign_,
  };
  return openScene(given, [...bluesky, ...own, other], at);
}
