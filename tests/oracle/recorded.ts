import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Window } from './clock.ts';
import { list, object, string } from './json.ts';
import type { Answer } from './read-mastodon.ts';
import { at, openScene, type Recording, type Scene } from './scene.ts';

const read = (path: string): Promise<string> =>
  readFile(fileURLToPath(new URL(`../data/${path}`, import.meta.url)), 'utf8');

/** The statuses of a recorded answer. `now`: when it was read, where the recording does not say, ms. */
async function answersOf(path: string, now: number): Promise<Answer[]> {
  const { request, response } = object(JSON.parse(await read(path)));
  const base = new URL(string(object(request)['url']) ?? '').origin;
  const headers = Object.entries(object(object(response)['headers']));
  const date = headers.find(([name]) => name.toLowerCase() === 'date')?.[1];
  const answered = Date.parse(string(date) ?? '');
  const moment = Number.isNaN(answered) ? now : answered;
  return list(object(response)['body']).map((status) => ({ status: object(status), base, at: moment }));
}

async function pages(
  folder: string,
  names: readonly string[],
  now: number,
  covers: Record<string, Window>,
): Promise<Recording[]> {
  const answers = await Promise.all(names.map((name) => answersOf(`mastodon/${folder}/${name}.json`, now)));
  return answers.map((own): Recording => {
    const base = own[0]?.base ?? '';
    return { base, answers: own, covers: covers[base] ?? null };
  });
}

/** A month of #IchBinHanna on two servers; only one says what it watched. */
export async function openHanna(): Promise<Scene> {
  const now = at('2022-11-30T12:20:00Z');
  const names = [
    ...['', '-1', '-2', '-3'].map((page) => `handle_params_max_id${page}`),
    ...['get_timeline_hashtag_anonymous', 'get_timeline_hashtag_default'],
  ];
  const covers = { 'https://mastodon.social': { from: at('2022-10-30T00:00:00Z'), to: at('2022-11-30T12:20:00Z') } };
  const given = {
    slug: 'hanna',
    name: 'Hanna',
    since: '2022-10-31',
    timezone: 'Europe/Berlin',
    tags: [{ tag: 'IchBinHanna', variants: ['IchBinReyhan'] }],
    arguments: {
      contracts: ['Befristung*', 'befristet*', 'Vertrag', 'Dauerstellen', 'Dauerstelle'],
      law: ['WissZeitVG', 'Gesetz', 'Höchstbefristungs*'],
      science: ['Wissenschaft*', 'Uni', 'Unis', 'science'],
    },
    targets: ['@AmreiBahr', '@bmbf_bund', '@kathlange'],
    sources: {
      bluesky: { stream: false },
      mastodon: { servers: ['https://mastodon.social', 'https://social.tchncs.de'] },
    },
  };
  return openScene(given, await pages('rtoot', names, now, covers), now);
}

/** Two small servers that federate. */
export async function openSnac(): Promise<Scene> {
  const now = at('2026-11-24T22:07:00Z');
  const names = ['a-keep4o-0', 'a-keep4o-1', 'a-keep4oapi-0', 'b-keep4o-0', 'b-keep4o-1'];
  const covers = { from: at('2026-11-24T21:30:00Z'), to: at('2026-11-24T22:00:00Z') };
  const servers = ['http://localhost:8001', 'http://localhost:8002'];
  const given = {
    slug: 'keep4o',
    name: 'Keep',
    since: '2026-11-01',
    timezone: 'UTC',
    tags: ['keep4o', 'keep4oAPl', 'OpenSource4o', 'CancelOpenAl'],
    arguments: { ours: ['ours', 'it is *'], please: ['please', 'bitte'] },
    sources: { bluesky: { stream: false }, mastodon: { servers } },
  };
  const recordings = await pages('snac', names, now, { [servers[0] ?? '']: covers });
  return openScene(given, recordings, now);
}

/** A run of real Bluesky servers. */
export async function openDevenv(): Promise<Scene> {
  const now = at('2026-11-24T22:07:00Z');
  const frames = (await read('bluesky/devenv-1/frames.ndjson')).split('\n').filter((line) => line.trim() !== '');
  const given = {
    slug: 'keep4o',
    name: 'Keep',
    since: '2026-11-01',
    timezone: 'America/New_York',
    tags: ['keep4o', 'keep4oAPl', 'OpenSource4o', '4oforever', 'CancelOpenAl', 'GPT4o'],
    arguments: { safety: ['transparency', 'audit*'], ownership: ['own', 'mine', 'ours'], question: ['why not'] },
    targets: ['@sama', '@OpenAI'],
    sources: { bluesky: { stream: true }, mastodon: { servers: [] } },
  };
  const covers = { from: at('2026-11-24T21:00:00Z'), to: now };
  return openScene(given, [{ base: null, frames, covers }], now);
}
