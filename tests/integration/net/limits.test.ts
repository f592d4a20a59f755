import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo, createServer as createTcp } from 'node:net';
import { createGzip } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { WebSocketServer } from 'ws';
import { addressGuard } from '../../../src/net/address-guard.ts';
import { guardedDispatcher, guardedFetch } from '../../../src/net/dispatcher.ts';
import { findOurs, HttpRefusal, waitOf } from '../../../src/net/refusal.ts';
import { openSocket, type SocketEnd } from '../../../src/net/socket.ts';

const guard = addressGuard(true, () => undefined);
const dispatcher = guardedDispatcher(guard);
const get = guardedFetch(dispatcher, 'test');

let answer: (req: IncomingMessage, res: ServerResponse) => void = (_, res) => res.end();
let server: Server;
let base = '';
beforeAll(async () => {
  server = createServer((req, res) => answer(req, res));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  await dispatcher.destroy();
  server.closeAllConnections();
  server.close();
});

/** What comes of a request: the parsed body, or our own error below what `fetch` made of it. */
async function ask(path = '/'): Promise<{ body?: unknown; error?: Error }> {
  try {
    return { body: await (await get(`${base}${path}`)).json() };
  } catch (error) {
    return { error: findOurs(error) ?? (error as Error) };
  }
}

const says = (status: number, headers: Record<string, string>, body = '{}') => {
  answer = (_, res) => {
    res.writeHead(status, headers);
    res.end(status === 204 ? undefined : body);
  };
};
const json = { 'content-type': 'application/json' };

test('a kept connection that the server closes just as it is used again costs no answer', async () => {
  let asked = 0;
  answer = (req, res) => {
    asked += 1;
    if (asked === 2) return void req.socket.destroy();
    res.writeHead(200, json);
    res.end('{"ok":true}');
  };
  expect((await ask()).body).toEqual({ ok: true });
  expect((await ask()).body).toEqual({ ok: true });
  expect(asked).toBe(3);
  answer = (req) => void req.socket.destroy();
  expect((await ask()).error).toBeInstanceOf(Error);
});

const now = Date.parse('2026-11-25T12:00:00Z');

test.each([
  ['7', {}, 7000],
  ['0', {}, 1000],
  ['-5', {}, null],
  ['1e9', {}, null],
  ['999999999', {}, 3_600_000],
  ['abc', {}, null],
  ['Wed, 25 Nov 2026 12:00:30 GMT', {}, 30_000],
  ['Wed, 25 Nov 2020 12:00:30 GMT', {}, 1000],
  [undefined, { 'x-ratelimit-reset': '2026-11-25T12:05:00.000000Z' }, 300_000],
  [undefined, { 'ratelimit-reset': String(now / 1000 + 60) }, 60_000],
  ['abc', { 'x-ratelimit-reset': '2026-11-25T12:05:00.000000Z' }, 300_000],
  [undefined, {}, null],
] as const)('F16 429 with Retry-After %j and %j: waits %s ms', async (retryAfter, headers, ms) => {
  says(429, { ...json, ...headers, ...(retryAfter === undefined ? {} : { 'retry-after': retryAfter }) });
  const { error } = await ask();
  expect(error).toBeInstanceOf(HttpRefusal);
  if (error instanceof HttpRefusal) expect(waitOf(error, now)).toBe(ms);
});

test.each([400, 401, 403, 404, 410, 451, 500, 502, 503, 504])(
  'F17 status %i keeps its number, whatever its body is',
  async (status) => {
    for (const [headers, body] of [
      [json, '{"error":"no"}'],
      [{ 'content-type': 'text/html' }, '<!doctype html><title>no</title>'],
    ] as const) {
      says(status, headers, body);
      const { error } = await ask();
      expect(error).toMatchObject({ code: 'source-refused', status });
      expect(error?.message).not.toMatch(/doctype|\n/);
    }
  },
);

test.each([
  ['a web page', 200, { 'content-type': 'text/html; charset=utf-8' }, /answered with a web page, not the API/],
  ['no type', 200, {}, /web page, not the API|refused/],
  ['plain text', 200, { 'content-type': 'text/plain' }, /web page, not the API|refused/],
  ['nothing', 204, {}, /HTTP 204/],
] as const)('F18 %s instead of JSON is an error of ours', async (_, status, headers, said) => {
  says(status, headers, '<html></html>');
  const { error } = await ask();
  expect(error?.message).toMatch(said);
});

test.each([301, 302, 303, 307, 308])('F19 a redirect (%i) is not followed, wherever it leads', async (status) => {
  const paths: string[] = [];
  for (const location of [
    '/elsewhere',
    'http://127.0.0.1:1/',
    'http://169.254.169.254/latest',
    '//evil.example',
    'javascript:alert(1)',
  ]) {
    answer = (req, res) => {
      paths.push(req.url ?? '');
      res.writeHead(status, { location });
      res.end();
    };
    expect((await ask('/start')).error).toBeDefined();
  }
  expect(new Set(paths)).toEqual(new Set(['/start']));
});

test('F21 a small body that unpacks to 200 MB is cut at 5 MiB', async () => {
  let sent = 0;
  answer = (_, res) => {
    res.writeHead(200, { ...json, 'content-encoding': 'gzip' });
    const zip = createGzip();
    zip.pipe(res);
    const block = Buffer.alloc(1_048_576, 0x20);
    const more = () => {
      while (sent < 200 && !res.destroyed) {
        sent += 1;
        if (!zip.write(block)) return void zip.once('drain', more);
      }
      zip.end();
    };
    more();
  };
  expect((await ask()).error?.message).toMatch(/sent more than 5 MiB at once/);
});

test('F21 a body without an end is cut at 5 MiB', async () => {
  answer = (_, res) => {
    res.writeHead(200, json);
    const more = () => {
      while (!res.destroyed) if (!res.write(' '.repeat(65_536))) return void res.once('drain', more);
    };
    more();
  };
  expect((await ask()).error?.message).toMatch(/sent more than 5 MiB at once/);
});

test('F21 a body that ends before the length that it gave is no answer', async () => {
  answer = (_, res) => {
    res.writeHead(200, { ...json, 'content-length': '100000' });
    res.write('[{"id":"1');
    setTimeout(() => res.destroy(), 20);
  };
  expect((await ask()).error).toBeDefined();
});

const elapsed = async (work: () => Promise<unknown>): Promise<number> => {
  const begun = performance.now();
  await work();
  return performance.now() - begun;
};

const deaf = { guard, userAgent: 'test', onOpen: () => undefined, onMessage: () => undefined };

test('F04 one byte a second: headers may take 10 s, a whole answer 15 s, a handshake 10 s', async () => {
  const drip = createTcp((socket) => {
    const bytes = 'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nX-Long: ';
    let n = 0;
    const timer = setInterval(() => socket.write(bytes[n++] ?? 'x'), 500);
    socket.on('close', () => clearInterval(timer));
    socket.on('error', () => socket.destroy());
  });
  await new Promise<void>((resolve) => drip.listen(0, '127.0.0.1', resolve));
  const { port } = drip.address() as AddressInfo;
  answer = (_, res) => {
    res.writeHead(200, json);
    const timer = setInterval(() => res.write(' '), 500);
    res.on('close', () => clearInterval(timer));
  };
  const [head, body, handshake] = await Promise.all([
    elapsed(() => get(`http://127.0.0.1:${port}/`).catch(() => undefined)),
    elapsed(async () => expect((await ask()).error?.message).toMatch(/took longer than 15 s/)),
    elapsed(async () =>
      expect((await openSocket(`ws://127.0.0.1:${port}/`, { ...deaf, silenceMs: 60_000 }).ended).how).toBe('failed'),
    ),
  ]);
  expect(head).toBeGreaterThan(8000);
  expect(head).toBeLessThan(12_500);
  expect(body).toBeGreaterThan(14_000);
  expect(body).toBeLessThan(17_000);
  expect(handshake).toBeGreaterThan(8000);
  expect(handshake).toBeLessThan(12_500);
  drip.close();
});

/** A WebSocket server that does one thing to whoever connects; how that ended, and what was received. */
async function met(
  act: (ws: import('ws').WebSocket) => void,
  silenceMs = 2000,
): Promise<{ end: SocketEnd; messages: number }> {
  const wss = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  await new Promise((resolve) => wss.once('listening', resolve));
  wss.on('connection', act);
  let messages = 0;
  const { port } = wss.address() as AddressInfo;
  const end = await openSocket(`ws://127.0.0.1:${port}/`, {
    ...deaf,
    silenceMs,
    onMessage: () => {
      messages += 1;
    },
  }).ended;
  for (const client of wss.clients) client.terminate();
  wss.close();
  return { end, messages };
}

test('F02 a connection without messages is dead, however many pings it sends', async () => {
  const begun = performance.now();
  const { end } = await met((ws) => {
    ws.send('{}');
    const timer = setInterval(() => ws.ping(), 50);
    ws.on('close', () => clearInterval(timer));
  }, 600);
  expect(end).toEqual({ how: 'silent' });
  expect(performance.now() - begun).toBeLessThan(3000);
});

test('F08 a frame over 4 MiB ends the connection under its own name; one below is taken', async () => {
  const { end, messages } = await met((ws) => {
    ws.send('x'.repeat(4 * 1024 * 1024));
    ws.send('x'.repeat(4 * 1024 * 1024 + 1));
  });
  expect(end).toEqual({ how: 'too-large' });
  expect(messages).toBe(1);
});

test('F07 text that is no UTF-8 is one message like any other', async () => {
  const { messages } = await met((ws) => {
    ws.send(Buffer.from([0x7b, 0xc3, 0x28]), { binary: false });
    ws.send('{}');
  }, 500);
  expect(messages).toBe(2);
});
