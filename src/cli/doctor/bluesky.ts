import type { AddressGuard } from '../../net/address-guard.ts';
import { openSocket, type SocketEnd } from '../../net/socket.ts';
import { judgeRefusal, subscribeUrl, type Wire } from '../../sources/bluesky/stream-policy.ts';
import type { ClockReading } from './clock.ts';
import { type Finding, fail, judgeKind, ok, reasonOf } from './finding.ts';

const silenceMs = 10_000;
const mend = 'Check BLUESKY_JETSTREAM_URLS and the way to the internet; other hosts are tried in turn.';

/** Whether a host lets us listen: null if so, else how it ended. */
function listen(host: string, wire: Wire, guard: AddressGuard, userAgent: string): Promise<SocketEnd | null> {
  return new Promise((resolve) => {
    const opened = () => {
      resolve(null);
      socket.close();
    };
    const socket = openSocket(subscribeUrl(host, wire, { kind: 'tip' }, false), {
      guard,
      userAgent,
      silenceMs,
      onOpen: opened,
      onMessage: () => undefined,
    });
    void socket.ended.then(resolve);
  });
}

const wordsOf = (end: SocketEnd): string => {
  if (end.how === 'refused') return `it refuses (HTTP ${end.status})`;
  return end.how === 'failed' ? reasonOf(end.error) : `the connection ended (${end.how})`;
};

async function checkHost(host: string, guard: AddressGuard, userAgent: string): Promise<Finding> {
  const check = `jetstream ${new URL(host).host}`;
  const second = await listen(host, 'v2', guard, userAgent);
  if (second === null) return ok(check, 'lets us listen, wire v2');
  const isOlder = second.how === 'refused' && judgeRefusal('v2', second.status, second.body) === 'other-wire';
  if (!isOlder) return fail(check, wordsOf(second), mend);
  const first = await listen(host, 'v1', guard, userAgent);
  return first === null ? ok(check, 'lets us listen, wire v1') : fail(check, wordsOf(first), mend);
}

/** Every Jetstream host; one that answers is enough. */
export const checkJetstreams = async (
  hosts: readonly string[],
  guard: AddressGuard,
  userAgent: string,
): Promise<Finding[]> => judgeKind(await Promise.all(hosts.map((host) => checkHost(host, guard, userAgent))));

const nobody = 'at://did:plc:ewvi7nxzyoun6zhxrhs64oiz/app.bsky.feed.post/3juj4mt6hbk2a';

/** The AppView: asked for a post, which may well not exist. */
export async function checkAppview(base: string, ask: typeof fetch, clocks: ClockReading[]): Promise<Finding> {
  const check = `appview ${new URL(base).host}`;
  try {
    const response = await ask(`${base}/xrpc/app.bsky.feed.getPosts?uris=${encodeURIComponent(nobody)}`, {
      signal: AbortSignal.timeout(15_000),
    });
    clocks.push({ at: Date.now(), date: response.headers.get('date'), age: response.headers.get('age') });
    const answer = (await response.json()) as { posts?: unknown };
    if (Array.isArray(answer.posts)) return ok(check, 'answers');
    return fail(check, 'answers with something else than posts', 'Check BLUESKY_APPVIEW_URL.');
  } catch (error) {
    return fail(
      check,
      reasonOf(error),
      'Check BLUESKY_APPVIEW_URL and the way to the internet; without it likes and profiles grow old.',
    );
  }
}
