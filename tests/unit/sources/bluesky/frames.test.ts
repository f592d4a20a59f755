import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeFrame } from '../../../../src/sources/bluesky/frames.ts';
import { recordedLines } from '../recorded.ts';

const now = Date.parse('2026-11-25T00:00:00Z');
const decode = (frame: unknown) => decodeFrame(JSON.stringify(frame), now);
const did = 'did:plc:aaa';
const v1 = { did, time_us: 1783175888172335, kind: 'commit' };
const commit = {
  rev: '3mptbypoove2w',
  operation: 'create',
  collection: 'app.bsky.feed.post',
  rkey: '3mptbypfywk2v',
  record: { text: 'a' },
};
const v2 = (fragment: string, fields: object) => ({
  $type: 'message',
  payload: {
    $type: `network.bsky.jetstream.subscribeEvents#${fragment}`,
    seq: 12345,
    did,
    time: '2026-09-09T19:46:02.329308Z',
    ...fields,
  },
});

describe('both wires', () => {
  test('give the same commit', () => {
    expect(decode({ ...v1, commit, cursor: 77 })).toEqual({
      kind: 'commit',
      did,
      timeUs: 1783175888172335,
      seq: 77,
      ...commit,
    });
    expect(decode(v2('commit', commit))).toEqual({
      kind: 'commit',
      did,
      timeUs: 1788983162329308,
      seq: 12345,
      ...commit,
    });
    expect(decode({ ...v1, commit })).toMatchObject({ seq: null });
  });

  test('give accounts, identities and syncs by their own time and number', () => {
    const account = { active: false, status: 'deactivated', did, seq: 315, time: '2026-01-01T00:00:00Z' };
    expect(decode(v2('account', { account }))).toEqual({
      kind: 'account',
      did,
      timeUs: 1788983162329308,
      seq: 12345,
      active: false,
      status: 'deactivated',
    });
    expect(decode({ did, time_us: 5, kind: 'account', account: { active: true } })).toEqual({
      kind: 'account',
      did,
      timeUs: 5,
      seq: null,
      active: true,
      status: null,
    });
    expect(decode({ did, time_us: 5, kind: 'identity', identity: { handle: 'x.example' } })).toMatchObject({
      handle: 'x.example',
    });
    expect(decode(v2('identity', { identity: {} }))).toMatchObject({ kind: 'identity', handle: null });
    expect(decode(v2('sync', { sync: {} }))).toMatchObject({ kind: 'sync', did });
  });

  test('what speaks of the stream itself, or of nothing that we know, moves nothing', () => {
    expect(decode({ $type: 'message', payload: { $type: 'x#info', name: 'OutdatedCursor', message: 'm' } })).toEqual({
      kind: 'info',
      name: 'OutdatedCursor',
      message: 'm',
    });
    expect(decode({ $type: 'error', error: 'ConsumerTooSlow', message: 'm' })).toEqual({
      kind: 'error',
      name: 'ConsumerTooSlow',
      message: 'm',
    });
    expect(decode({ $type: 'novelty' })).toEqual({ kind: 'unknown' });
    expect(decode(v2('novelty', {}))).toMatchObject({ kind: 'other', did, seq: 12345 });
    expect(decode({ ...v1, kind: 'novelty' })).toMatchObject({ kind: 'other', did });
    expect(decode({ ...v1, commit: { ...commit, operation: 'novelty' } })).toMatchObject({ kind: 'other' });
  });
});

describe('what cannot be read says why', () => {
  test.each<[string, string]>([
    ['{"did":', 'json'],
    ['', 'json'],
    ['null', 'shape'],
    ['[]', 'shape'],
    ['{}', 'shape'],
    ['{"__proto__":{"kind":"commit"}}', 'shape'],
    [JSON.stringify({ ...v1, did: 'plc:aaa', commit }), 'shape'],
    [JSON.stringify({ ...v1, did: 'did:plc:a\0', commit }), 'shape'],
    [JSON.stringify({ ...v1, did: `did:plc:${'a'.repeat(500)}`, commit }), 'shape'],
    [JSON.stringify({ ...v1 }), 'shape'],
    [JSON.stringify({ ...v1, commit: { ...commit, rkey: 'a/b' } }), 'shape'],
    [JSON.stringify({ ...v1, commit: { ...commit, collection: 7 } }), 'shape'],
    [JSON.stringify({ ...v1, kind: 'account', account: { active: 'yes' } }), 'shape'],
    [JSON.stringify({ $type: 'message', payload: [] }), 'shape'],
    [JSON.stringify({ ...v1, time_us: '1783175888172335', commit }), 'time'],
    [JSON.stringify({ ...v1, time_us: 1.5, commit }), 'time'],
    [JSON.stringify({ ...v1, time_us: (now + 3_600_001) * 1000, commit }), 'time'],
    [JSON.stringify(v2('commit', { ...commit, time: 'soon' })), 'time'],
    [JSON.stringify({ ...v1, commit: { ...commit, record: 'x'.repeat(1_048_576) } }), 'size'],
  ])('%.80s: %s', (text, reason) => expect(decodeFrame(text, now)).toEqual({ kind: 'invalid', invalid: reason }));

  test('an hour ahead is still taken', () => {
    expect(decode({ ...v1, time_us: (now + 3_600_000) * 1000, commit })).toMatchObject({ kind: 'commit' });
  });
});

test('every frame of the recorded network is read', () => {
  const kinds = recordedLines('jetstream/jetstream-v1-2026-07-04.ndjson').map((line) => decodeFrame(line, now));
  const count = (kind: string) => kinds.filter((frame) => frame.kind === kind).length;
  expect([count('commit'), count('identity'), count('account'), count('invalid')]).toEqual([150, 1, 1, 0]);
  const times = kinds.map((frame) => ('timeUs' in frame ? frame.timeUs : 0));
  expect([Math.min(...times), Math.max(...times)]).toEqual([1783175888085434, 1783175888403568]);
});

test('never throws, whatever comes', () => {
  const piece = fc.oneof(
    fc.jsonValue(),
    fc.constantFrom(did, 5, 'commit', commit, { active: true }, '2026-01-01T00:00:00Z', 'x#commit'),
  );
  const keys = [
    'did',
    'time_us',
    'kind',
    'commit',
    'account',
    'identity',
    '$type',
    'payload',
    'time',
    'seq',
    '__proto__',
  ];
  const frame = fc.dictionary(fc.constantFrom(...keys), piece);
  fc.assert(
    fc.property(frame, (made) => {
      expect(decode(made).kind).toBeTypeOf('string');
    }),
    { numRuns: 500 },
  );
  fc.assert(
    fc.property(fc.string(), (text) => {
      expect(decodeFrame(text, now).kind).toBeTypeOf('string');
    }),
  );
});
