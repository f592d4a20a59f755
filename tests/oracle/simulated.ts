import { type SimulatorOptions, startSimulator } from '../../src/simulator/index.ts';
import { day, hour, minute, type Window } from './clock.ts';
import { object } from './json.ts';
import { openScene, type Recording, type Scene } from './scene.ts';

export interface SimulatedOptions extends Pick<SimulatorOptions, 'ratePerHour' | 'authors' | 'livePerHour'> {
  readonly seed: number;
  /** The present of the world, ms. */
  readonly at: number;
  readonly days: number;
  readonly wire?: 'v1' | 'v2';
  /** How often all is imported. */
  readonly repeats?: number;
  /** Over the campaign file. */
  readonly file?: Record<string, unknown>;
}

export const keep4oTags = [
  ...['keep4o', 'keep4oAPl', 'keep4oforever', 'keep41', 'MyModelMyChoice', 'keep51', 'StopAlPaternalism'],
  ...['OpenSource4o', 'OpenSource41', '4oforever', 'CancelOpenAl', 'FireSamAltman', 'GPT4o', 'Free4o'],
];
const frames = {
  safety: ['safety', 'audit*', 'transparency', 'black box', 'Sicherheit', '透明性', '安全', '안전', 'seguridad'],
  innovation: ['innovat*', 'research', 'researchers', 'Forschung', '研究', '연구', 'investigación', 'inovação'],
  ownership: ['ownership', 'own', 'my model', 'our model', 'open weights', 'gehört', '所有', '소유', 'nuestro'],
  voice: ['omni', 'voice', 'cost', 'cheap', 'affordable', 'warmth', 'Stimme', '音声', '음성', 'voz'],
};

/** Minus the holes, which are in order. */
function without({ from, to }: Window, holes: readonly Window[]): Window[] {
  const parts: Window[] = [];
  let at = from;
  for (const hole of holes) {
    parts.push({ from: at, to: hole.from });
    at = hole.to;
  }
  return [...parts, { from: at, to }].filter((part) => part.from < part.to);
}

/** Holes of the stream, as far as the history reaches: two long ones, and some that just spoil a quarter, or do not. */
function holesOf(at: number, days: number): { stream: Window[]; server: Window[]; sampled: Window } {
  const seconds = (ago: number, length: number) => ({ from: at - ago, to: at - ago + length * 1000 });
  const long = { from: at - 11 * day - 3 * hour, to: at - 11 * day + 4 * hour + 7 * minute };
  const sampled = { from: at - 3 * day - 2 * hour - 50 * minute, to: at - 3 * day };
  const short = [
    seconds(5 * day, 100),
    seconds(4 * day + 9 * hour, 80),
    seconds(30 * hour, 44),
    seconds(20 * hour, 50),
  ];
  const known = (holes: Window[]) =>
    holes.filter(({ from }) => from > at - days * day).toSorted((a, b) => a.from - b.from);
  return {
    stream: known([long, sampled, ...short]),
    server: known([{ from: long.from + hour, to: long.to + hour }, seconds(2 * day, 200)]),
    sampled,
  };
}

/**
 * A simulated past: the stream has holes, of which one was read later as a sample; the first server has holes of its
 * own, and the second was last asked a while ago.
 */
export async function openSimulated({
  at,
  days,
  wire = 'v1',
  file = {},
  repeats = 1,
  ...rest
}: SimulatedOptions): Promise<Scene> {
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
  const holes = holesOf(at, days);
  const stream = (part: Window, covers: Window | null): Recording => ({
    base: null,
    frames: [...history.blueskyFrames({ ...part, wire })],
    covers,
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
  const watched = without(all, holes.stream).map((covers) => stream(covers, covers));
  const late = holes.stream.includes(holes.sampled) ? [stream(holes.sampled, null)] : [];
  const first = without(all, holes.server).map((covers) => server(0, covers));
  const second = server(1, { from: all.from, to: at - 5 * minute });
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
    ...file,
  };
  return openScene(given, [...inOrder([...watched, ...late]), ...first, second], at, repeats);
}

/** A stream is read in its order: reactions to posts that nobody has read yet are not kept. */
const inOrder = (recordings: readonly Recording[]): Recording[] =>
  recordings.toSorted((a, b) => firstTime(a) - firstTime(b));
function firstTime({ frames: [first = '{}'] = [] }: Recording): number {
  const frame = object(JSON.parse(first));
  const time = object(frame['payload'])['time'];
  return typeof time === 'string' ? Date.parse(time) : Number(frame['time_us'] ?? 0) / 1000;
}
