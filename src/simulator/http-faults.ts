import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { createGzip } from 'node:zlib';
import type { Fault, Faults, Target } from './faults.ts';
import { sendHtml, sendJson } from './http-answers.ts';

type Answer = (fault: Fault, req: IncomingMessage, res: ServerResponse) => void | Promise<void>;

const answers: Readonly<Record<string, Answer>> = {
  '429': tooMany,
  status: (fault, _, res) => sendJson(res, fault.number('status', 503), { error: fault.text('error', 'simulated') }),
  html: (fault, _, res) => sendHtml(res, fault.number('status', 200), 'Checking your browser'),
  redirect: (fault, req, res) => {
    const location = fault.text('location', `${req.url ?? '/'}`);
    res.writeHead(fault.number('status', 302), { location });
    res.end();
  },
  slow,
  'gzip-bomb': gzipBomb,
  'never-ending': neverEnding,
  empty: (fault, _, res) => {
    res.writeHead(fault.number('status', 200), { 'content-type': 'application/json' });
    res.end();
  },
  shape: (_, __, res) => sendJson(res, 200, { nothing: 'like what was asked for' }),
  'truncated-body': (_, __, res) => {
    res.writeHead(200, { 'content-type': 'application/json', 'content-length': 100_000 });
    res.write('[{"id":"1');
    setTimeout(() => res.destroy(), 100);
  },
};

/** Answers the request with an armed fault, if one strikes; whether it did. */
export async function answerWithFault(
  faults: Faults,
  target: Target,
  req: IncomingMessage,
  res: ServerResponse,
): Promise<boolean> {
  if (faults.list.length === 0) return false;
  for (const [name, answer] of Object.entries(answers)) {
    const fault = faults.hit(name, target);
    if (!fault) continue;
    await answer(fault, req, res);
    return true;
  }
  return false;
}

function tooMany(fault: Fault, _: IncomingMessage, res: ServerResponse): void {
  const { retryAfter, resetInMs } = fault.args;
  sendJson(
    res,
    429,
    { error: 'Too many requests' },
    {
      ...(typeof retryAfter === 'string' || typeof retryAfter === 'number'
        ? { 'retry-after': String(retryAfter) }
        : {}),
      ...(typeof resetInMs === 'number'
        ? {
            'ratelimit-reset': Math.ceil((Date.now() + resetInMs) / 1000),
            'x-ratelimit-reset': new Date(Date.now() + resetInMs).toISOString(),
            'x-ratelimit-remaining': 0,
            'x-ratelimit-limit': 300,
          }
        : {}),
    },
  );
}

/** One byte at a time: of the headers (`part: "head"`), or of the body. */
async function slow(fault: Fault, _: IncomingMessage, res: ServerResponse): Promise<void> {
  const wait = fault.number('byteMs', 1000);
  const { socket } = res;
  const head = fault.text('part', 'body') === 'head';
  const text = head
    ? 'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n[]'
    : `[${' '.repeat(100_000)}]`;
  if (!head) res.writeHead(200, { 'content-type': 'application/json', 'content-length': text.length });
  for (const byte of text) {
    if (!socket || socket.destroyed || res.destroyed) return;
    if (head) socket.write(byte);
    else res.write(byte);
    await sleep(wait, undefined, { ref: false });
  }
  if (head) socket?.end();
  else res.end();
}

async function gzipBomb(fault: Fault, _: IncomingMessage, res: ServerResponse): Promise<void> {
  res.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' });
  const zip = createGzip({ level: 9 });
  zip.pipe(res);
  zip.write('[');
  const block = Buffer.alloc(1_048_576, 0x20);
  for (let n = 0; n < fault.number('mb', 200) && !res.destroyed; n++) {
    if (!zip.write(block)) await Promise.race([once(zip, 'drain'), once(res, 'close')]);
  }
  zip.end(']');
}

async function neverEnding(_: Fault, __: IncomingMessage, res: ServerResponse): Promise<void> {
  res.writeHead(200, { 'content-type': 'application/json' });
  res.write('[');
  while (!res.destroyed) {
    res.write(' '.repeat(16_384));
    await sleep(50, undefined, { ref: false });
  }
}

const once = (emitter: NodeJS.EventEmitter, event: string): Promise<void> =>
  new Promise((resolve) => emitter.once(event, () => resolve()));
