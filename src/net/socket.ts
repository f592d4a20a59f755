import type { IncomingMessage } from 'node:http';
import { connect as connectNet, type NetConnectOpts, type Socket } from 'node:net';
import { type ConnectionOptions, connect as connectTls } from 'node:tls';
import WebSocket from 'ws';
import type { AddressGuard } from './address-guard.ts';

const handshakeMs = 10_000;
const maxFrameBytes = 4 * 1024 * 1024;
const maxRefusalBytes = 16 * 1024;

/** How a connection ended. `refused`: before it was open, by an HTTP answer. */
export type SocketEnd =
  | { how: 'refused'; status: number; body: string; retryAfter: string | null }
  | { how: 'closed'; code: number }
  | { how: 'silent' }
  | { how: 'too-large' }
  | { how: 'failed'; error: Error };

export interface SocketOptions {
  guard: AddressGuard;
  userAgent: string;
  /** Without a message for so long it is dead, whatever its pongs say. ms */
  silenceMs: number;
  onOpen(): void;
  onMessage(data: Buffer, isBinary: boolean): void;
}

/** An open WebSocket that only listens. */
export interface ListeningSocket {
  /** Settles once, when it has ended. */
  ended: Promise<SocketEnd>;
  /** Ends it now. */
  close(): void;
}

async function readRefusal(response: IncomingMessage): Promise<string> {
  let body = '';
  response.setEncoding('utf8');
  for await (const chunk of response) {
    body += chunk as string;
    if (body.length > maxRefusalBytes) break;
  }
  return body.slice(0, maxRefusalBytes);
}

/** Connects to a WebSocket through the address guard. Never throws: every failure is an end. */
export function openSocket(url: string, options: SocketOptions): ListeningSocket {
  const { guard } = options;
  const { hostname, protocol } = new URL(url);
  let settle: (end: SocketEnd) => void = () => undefined;
  const ended = new Promise<SocketEnd>((resolve) => {
    settle = resolve;
  });
  try {
    guard.checkHost(hostname);
  } catch (error) {
    settle({ how: 'failed', error: error as Error });
    return { ended, close: () => undefined };
  }
  const socket = new WebSocket(url, {
    maxPayload: maxFrameBytes,
    followRedirects: false,
    skipUTF8Validation: true, // a frame of bad UTF-8 is one bad frame, not the end of the stream
    perMessageDeflate: protocol === 'wss:',
    headers: { 'user-agent': options.userAgent },
    createConnection: ((given: NetConnectOpts & ConnectionOptions): Socket => {
      const guarded = { ...given, lookup: guard.lookup, path: undefined };
      return protocol === 'wss:'
        ? connectTls({ ...guarded, servername: hostname })
        : connectNet(guarded as NetConnectOpts);
    }) as never,
  });
  let last = performance.now();
  const watch = setInterval(
    () => {
      if (performance.now() - last < options.silenceMs) return;
      settle({ how: 'silent' });
      socket.terminate();
    },
    Math.min(1000, options.silenceMs / 3),
  );
  // The client's own `handshakeTimeout` sees only idleness: one byte a second would hold it for ever.
  const handshake = setTimeout(() => {
    settle({ how: 'failed', error: new Error(`no answer to the upgrade within ${handshakeMs / 1000} s`) });
    socket.terminate();
  }, handshakeMs);
  void ended.then(() => clearTimeout(handshake));
  socket.on('open', () => {
    clearTimeout(handshake);
    last = performance.now();
    options.onOpen();
  });
  socket.on('message', (data: Buffer, isBinary) => {
    last = performance.now();
    options.onMessage(data, isBinary);
  });
  socket.on('unexpected-response', (request, response) => {
    const status = response.statusCode ?? 0;
    const retryAfter = response.headers['retry-after'] ?? null;
    const timer = setTimeout(() => response.destroy(), 5000);
    void readRefusal(response)
      .catch(() => '')
      .then((body) => settle({ how: 'refused', status, body, retryAfter }))
      .finally(() => {
        clearTimeout(timer);
        request.destroy();
        clearInterval(watch);
      });
  });
  socket.on('error', (error: Error & { code?: string }) => {
    settle(error.code === 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH' ? { how: 'too-large' } : { how: 'failed', error });
    socket.terminate();
  });
  socket.on('close', (code) => {
    clearInterval(watch);
    settle({ how: 'closed', code });
  });
  return {
    ended,
    close: () => {
      settle({ how: 'closed', code: 1000 });
      clearInterval(watch);
      socket.terminate();
    },
  };
}
