import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { Duplex } from 'node:stream';

export interface Handlers {
  readonly request: (req: IncomingMessage, res: ServerResponse) => void | Promise<void>;
  readonly upgrade?: (req: IncomingMessage, socket: Duplex, head: Buffer) => void;
}

/** An HTTP server on a loopback port that can go down and come back on the same port. */
export class Listener {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #port = 0;
  #up = false;

  constructor({ request, upgrade }: Handlers) {
    this.#server = createServer((req, res) => {
      Promise.resolve()
        .then(() => request(req, res))
        .catch((error: unknown) => {
          if (res.headersSent) res.destroy();
          else res.writeHead(500, { 'content-type': 'text/plain' }).end(String(error));
        });
    });
    if (upgrade) this.#server.on('upgrade', upgrade);
    this.#server.on('connection', (socket) => {
      this.#sockets.add(socket);
      socket.on('close', () => this.#sockets.delete(socket));
      socket.on('error', () => socket.destroy());
    });
  }

  get port(): number {
    return this.#port;
  }

  get up(): boolean {
    return this.#up;
  }

  /** Listens on that port (0: any free one, kept for later). Resolves to the port. */
  async open(port = this.#port): Promise<number> {
    if (this.#up) return this.#port;
    this.#up = true; // at once, so that nobody opens it twice
    try {
      await new Promise<void>((resolve, reject) => {
        this.#server.once('error', reject);
        this.#server.listen(port, '127.0.0.1', () => {
          this.#server.off('error', reject);
          resolve();
        });
      });
    } catch (error) {
      this.#up = false;
      throw error;
    }
    this.#port = (this.#server.address() as AddressInfo).port;
    return this.#port;
  }

  /** Stops listening and cuts every connection. */
  async close(): Promise<void> {
    if (!this.#up) return;
    this.#up = false;
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }
}
