/** Frames that no reader can take in, without those that a WebSocket client must close on. */
export const garbageSorts = [
  'truncated',
  'binary',
  'empty',
  'array',
  'null',
  'number',
  'string',
  'no-did',
  'no-time',
  'no-commit',
  'wrong-types',
  'unknown-kind',
  'time-string',
  'time-future',
  'time-fraction',
  'proto',
] as const;

const commit = (us: number, change: Record<string, unknown>): string =>
  JSON.stringify({
    did: 'did:plc:aaaaaaaaaaaaaaaaaaaaaaaa',
    time_us: us,
    kind: 'commit',
    commit: {
      rev: '3mptbypoove2w',
      operation: 'create',
      collection: 'app.bsky.feed.post',
      rkey: '3mptbypfywk2v',
      cid: 'bafyreihdwdcefgh4dqkjv67uzcmw7ojee6xedzdetojuzjevtenxquvyku',
      record: { $type: 'app.bsky.feed.post', text: 'broken', createdAt: '2026-01-01T00:00:00Z' },
    },
    ...change,
  });

/**
 * A frame of that sort at that time (µs): one of `garbageSorts`, `bad-utf8` (a client closes with 1007) or `huge`.
 * `mb`: size of a huge one.
 */
export function garbageFrame(sort: string, us: number, mb = 10): { data: string | Buffer; binary: boolean } {
  const text = (data: string) => ({ data, binary: false });
  switch (sort) {
    case 'truncated':
      return text(commit(us, {}).slice(0, 120));
    case 'binary':
      return { data: Buffer.from([0, 255, 254, 1, 2, 3, 128, 40, 181, 47]), binary: true };
    case 'bad-utf8':
      return { data: Buffer.from([0x7b, 0x22, 0xc3, 0x28, 0xff, 0x22, 0x7d]), binary: false };
    case 'empty':
      return text('');
    case 'array':
      return text('[]');
    case 'null':
      return text('null');
    case 'number':
      return text('1e999');
    case 'string':
      return text('"hello"');
    case 'no-did':
      return text(commit(us, { did: undefined }));
    case 'no-time':
      return text(commit(us, { time_us: undefined }));
    case 'no-commit':
      return text(commit(us, { commit: undefined }));
    case 'wrong-types':
      return text(
        commit(us, {
          did: 7,
          commit: { operation: {}, collection: ['app.bsky.feed.post'], rkey: null, record: 'x' },
        }),
      );
    case 'unknown-kind':
      return text(commit(us, { kind: 'weather' }));
    case 'time-string':
      return text(commit(us, { time_us: 'yesterday' }));
    case 'time-future':
      return text(commit(us, { time_us: us + 7_200_000_000 }));
    case 'time-fraction':
      return text(commit(us, { time_us: us + 0.5 }));
    case 'proto':
      return text('{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}},"kind":"commit"}');
    case 'huge':
      return text(commit(us, { padding: 'x'.repeat(mb * 1_048_576) }));
    default:
      return text(sort);
  }
}
