import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { isIPv6 } from 'node:net';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { readEnvironment } from '../../src/config/environment.ts';
import { addressGuard, isPublicAddress } from '../../src/net/address-guard.ts';
import { guardedDispatcher, guardedFetch } from '../../src/net/dispatcher.ts';
import { findOurs } from '../../src/net/refusal.ts';
import { openSocket } from '../../src/net/socket.ts';

// A server on loopback stands for everything private: whatever reaches it went past the guard.

const names = vi.hoisted(() => new Map<string, string[]>());
vi.mock('node:dns', async (original) => {
  const real = await original<typeof import('node:dns')>();
  type Answer = (error: Error | null, found: { address: string; family: number }[]) => void;
  const lookup = (name: string, options: object, answer: Answer) => {
    const known = names.get(name);
    if (!known) return real.lookup(name, { ...options, all: true }, answer);
    answer(
      null,
      known.map((address) => ({ address, family: isIPv6(address) ? 6 : 4 })),
    );
  };
  return { ...real, lookup, default: { ...real, lookup } };
});

const deaf = { userAgent: 'test', silenceMs: 5000, onOpen: () => undefined, onMessage: () => undefined };

let server: Server;
let port = 0;
let reached = 0;
beforeAll(async () => {
  server = createServer((_, res) => {
    reached += 1;
    res.setHeader('content-type', 'application/json');
    res.end('{}');
  });
  server.on('upgrade', (_, socket) => {
    reached += 1;
    socket.destroy();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  port = (server.address() as AddressInfo).port;
});
afterAll(() => server.close());

const hosts = [
  '127.0.0.1',
  '127.1',
  '0x7f.1',
  '2130706433',
  '0177.0.0.1',
  '[::1]',
  '[::]',
  '0.0.0.0',
  '[::ffff:7f00:1]',
  '[::ffff:127.0.0.1]',
  '[::127.0.0.1]',
  '①②⑦.0.0.1',
  'localhost',
  'localhost.',
  'x.localhost',
  'LOCALHOST',
  '10.1.2.3',
  '172.16.0.1',
  '192.168.1.1',
  '169.254.169.254',
  '100.64.0.1',
  '[fd00::1]',
  '[fe80::1]',
  '[64:ff9b::7f00:1]',
  '[2002:7f00:1::]',
  '[2001:0:7f00:1::1]',
  '224.0.0.1',
  '255.255.255.255',
];

test.each(hosts)('%s is refused for HTTP and for WebSockets, and is said and counted', async (host) => {
  const blocked: string[] = [];
  const guard = addressGuard(false, (reason) => blocked.push(reason));
  const dispatcher = guardedDispatcher(guard);
  const before = reached;
  const failure = await guardedFetch(
    dispatcher,
    'test',
  )(`http://${host}:${port}/`).then(
    () => null,
    (error: unknown) => error,
  );
  expect(findOurs(failure)?.code).toBe('address-blocked');
  expect(findOurs(failure)?.message).toMatch(/is not in the public internet; set ALLOW_PRIVATE_NETWORK=true/);
  const end = await openSocket(`ws://${host}:${port}/`, { guard, ...deaf }).ended;
  expect(end.how).toBe('failed');
  if (end.how === 'failed') expect(findOurs(end.error)?.code, String(end.error)).toBe('address-blocked');
  expect(blocked).toEqual(['private-address', 'private-address']);
  expect(reached).toBe(before);
  await dispatcher.destroy();
});

test('with ALLOW_PRIVATE_NETWORK the same server is reached', async () => {
  const dispatcher = guardedDispatcher(addressGuard(true, () => undefined));
  expect((await guardedFetch(dispatcher, 'test')(`http://127.0.0.1:${port}/`)).status).toBe(200);
  await dispatcher.destroy();
});

test.each(['8.8.8.8', '[2606:4700::1111]', '1.1.1.1', '[::ffff:8.8.8.8]'])('%s is public', (address) => {
  expect(isPublicAddress(address)).toBe(true);
});

test.each([
  ['private.test', '127.0.0.1'],
  ['mixed.test', '8.8.8.8, 127.0.0.1'],
  ['mixed6.test', '2606:4700::1111, ::1'],
  ['metadata.test', '169.254.169.254'],
  ['nat64.test', '64:ff9b::7f00:1'],
])('the name %s, which leads to %s, is refused at connect', async (name, answer) => {
  names.set(name, answer.split(', '));
  const guard = addressGuard(false, () => undefined);
  const dispatcher = guardedDispatcher(guard);
  const before = reached;
  const failure = await guardedFetch(dispatcher, 'test')(`http://${name}:${port}/`).catch((error: unknown) => error);
  expect(findOurs(failure)?.code).toBe('address-blocked');
  const { how } = await openSocket(`ws://${name}:${port}/`, { guard, ...deaf }).ended;
  expect(how).toBe('failed');
  expect(reached).toBe(before);
  await dispatcher.destroy();
});

test('a name that leads elsewhere at the next connection is looked at again', async () => {
  const guard = addressGuard(false, () => undefined);
  const ask = () =>
    new Promise<string>((resolve) =>
      guard.lookup('rebinding.test', {}, (error, address) =>
        resolve(error || typeof address !== 'string' ? 'refused' : address),
      ),
    );
  names.set('rebinding.test', ['8.8.8.8']);
  expect(await ask()).toBe('8.8.8.8');
  names.set('rebinding.test', ['127.0.0.1']);
  expect(await ask()).toBe('refused');
});

test.each([
  ['BLUESKY_JETSTREAM_URLS', 'ws://user@127.0.0.1'],
  ['BLUESKY_JETSTREAM_URLS', 'https://jetstream.example'],
  ['BLUESKY_APPVIEW_URL', 'http://user:secret@appview.example'],
  ['MASTODON_SERVERS', 'javascript:alert(1)'],
  ['MASTODON_SERVERS', 'https://mastodon.example/?x=1'],
  ['MASTODON_TOKENS', 'mastodon.example=to\r\nken'],
  ['CONTACT', 'me\r\nX-Evil: 1'],
])('%s does not take %j', (name, value) => {
  expect(() => readEnvironment({ [name]: value }, '/nowhere')).toThrow(new RegExp(`^${name} does not allow`));
});
