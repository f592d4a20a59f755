import { findOurs, HttpRefusal } from '../../net/refusal.ts';
import { type Feed, type Instance, readInstance } from '../../sources/mastodon/client.ts';
import type { ClockReading } from './clock.ts';
import { type Finding, fail, judgeKind, ok, reasonOf, warn } from './finding.ts';

interface Asking {
  ask: typeof fetch;
  /** By host. */
  tokens: Readonly<Record<string, string>>;
  clocks: ClockReading[];
  /** A tag to try, without its sign. */
  tag: string;
}

const camel = (name: string) => name.replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());

/** Keys in the style of the client library, all the way down. */
function camelized(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(camelized);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [camel(key), camelized(inner)]));
}

async function get(url: string, { ask, clocks }: Asking, token: string | undefined): Promise<unknown> {
  const headers = { accept: 'application/json', ...(token !== undefined && { authorization: `Bearer ${token}` }) };
  const response = await ask(url, { headers, signal: AbortSignal.timeout(15_000) });
  clocks.push({ at: Date.now(), date: response.headers.get('date'), age: response.headers.get('age') });
  return response.json();
}

/** What a server says of itself; older and other software only knows the first interface. */
async function readSelf(base: string, asking: Asking, token: string | undefined): Promise<Instance> {
  const isThere = (error: unknown) => findOurs(error) instanceof HttpRefusal;
  const found = await get(`${base}/api/v2/instance`, asking, token).catch((error: unknown) => {
    if (!isThere(error)) throw error;
    return get(`${base}/api/v1/instance`, asking, token);
  });
  return readInstance(camelized(found), token !== undefined);
}

const only: Record<Feed, string> = { all: '', local: '&local=true', remote: '&remote=true', none: '' };
const feedWords: Record<Feed, string> = {
  all: 'tag pages open',
  local: 'only its own posts',
  remote: 'only posts of other servers',
  none: 'tag pages closed',
};
const closed = (host: string) =>
  `Take ${host} out of the campaign, or put a token for it into MASTODON_TOKENS (${host}=…).`;

async function checkServer(base: string, asking: Asking): Promise<Finding> {
  const { host } = new URL(base);
  const check = `mastodon ${host}`;
  const token = asking.tokens[host];
  let self: Instance;
  try {
    self = await readSelf(base, asking, token);
  } catch (error) {
    return fail(check, reasonOf(error), `Check the address ${base}, or take the server out of the campaign.`);
  }
  const { version, rules, contact, feed } = self;
  const about = `${version}; ${rules.length} rules, at ${base}/about; contact ${contact ?? 'not given'}`;
  const details = { version, rules, contact, feed };
  if (feed === 'none') return { ...fail(check, `${about}; its tag pages are closed to us`, closed(host)), details };
  try {
    await get(`${base}/api/v1/timelines/tag/${encodeURIComponent(asking.tag)}?limit=1${only[feed]}`, asking, token);
  } catch (error) {
    return { ...fail(check, `${about}; its tag pages are closed to us: ${reasonOf(error)}`, closed(host)), details };
  }
  if (feed === 'all') return ok(check, `${about}; ${feedWords.all}`, details);
  return {
    ...warn(
      check,
      `${about}; ${feedWords[feed]} can be read`,
      `Its share is counted as far as it goes; a token in MASTODON_TOKENS (${host}=…) may open the rest.`,
    ),
    details,
  };
}

/** Every Mastodon server, two requests each; one that answers is enough. */
export const checkServers = async (bases: readonly string[], asking: Asking): Promise<Finding[]> =>
  judgeKind(await Promise.all(bases.map((base) => checkServer(base, asking))));
