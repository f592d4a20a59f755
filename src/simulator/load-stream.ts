import type { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';
import type { SimCampaign } from './campaign.ts';
import { cid, did, tid } from './ids.ts';
import { Random } from './random.ts';

const stepUs = 1000;
/** One frame in so many carries a tag: 0.25 %. */
const matchEvery = 400;
const kinds = 20_000;
const highWater = 4 << 20;
const framesAtOnce = 1000;

/** A frame but for its time and its key, as bytes: encoded once, since a frame is sent a thousand times. */
type Parts = readonly [head: Buffer, middle: Buffer, tail: Buffer];
const timeLength = 16;
const keyLength = 13;
const longestHeader = 10;

/**
 * A stream for benches: frame `i` (0, 1, 2 …) stands `i` ms of stream time after the beginning, has its own URI, and every
 * 400th is a post with one tag, the families in turn. So any stretch can be replayed and its truth is plain arithmetic.
 * Up to the present it comes as fast as the socket takes it, then a thousand frames a second.
 */
export class LoadStream {
  readonly baseUs: number;
  readonly total: number;
  readonly #now: () => number;
  readonly #families: readonly string[];
  readonly #parts: Parts[] = [];
  readonly #dids: string[] = [];
  /** Frames up to the furthest that any consumer got. */
  furthest = 0;
  sent = 0;

  constructor(seed: number, campaign: SimCampaign, beginMs: number, total: number, now: () => number) {
    this.baseUs = beginMs * 1000;
    this.#now = now;
    this.total = total;
    this.#families = campaign.tags.map(({ tag }) => tag);
    const random = new Random(seed).fork('load');
    for (let n = 0; n < kinds; n++) this.#dids.push(did(random));
    for (let n = 0; n < kinds; n++) this.#parts.push(this.#template(n, random));
  }

  /** Posts and posts by family among the first `frames` frames. */
  truth(frames = this.furthest): { posts: number; byTag: Record<string, number> } {
    const posts = Math.ceil(frames / matchEvery);
    const count = this.#families.length;
    const of = (n: number) => Math.floor(posts / count) + (n < posts % count ? 1 : 0);
    return { posts, byTag: Object.fromEntries(this.#families.map((family, n) => [family, of(n)])) };
  }

  /** The v1 frame with that number. */
  frame(i: number): string {
    const us = this.baseUs + i * stepUs;
    const [head, middle, tail] = this.#partsOf(i);
    return [head.toString(), us, middle.toString(), tid(us, i % 1024), tail.toString()].join('');
  }

  /** Streams from that time (µs; default the beginning) as fast as the socket takes it, to the end. */
  stream(ws: WebSocket, socket: Duplex, cursorUs?: number): void {
    let i = cursorUs === undefined ? 0 : Math.max(0, Math.ceil((cursorUs - this.baseUs) / stepUs));
    const run = () => {
      if (ws.readyState !== ws.OPEN) return;
      const present = Math.ceil(Math.min(this.total, (this.#now() * 1000 - this.baseUs) / stepUs));
      const end = Math.min(i + framesAtOnce, present);
      if (end > i) {
        socket.write(this.#messages(i, end));
        this.sent += end - i;
        i = end;
      }
      this.furthest = Math.max(this.furthest, i);
      if (i >= this.total) return;
      if (i >= present) setTimeout(run, 20);
      else if (socket.writableLength > highWater) socket.once('drain', run);
      else setImmediate(run);
    };
    setImmediate(run);
  }

  /** The frames of [from, to) as unmasked text messages (RFC 6455, 5.2), in one piece: a call a frame costs more than the reader does. */
  #messages(from: number, to: number): Buffer {
    const frames = Array.from({ length: to - from }, (_, n) => this.#partsOf(from + n));
    const size = ([head, middle, tail]: Parts) => head.length + timeLength + middle.length + keyLength + tail.length;
    const bytes = Buffer.allocUnsafe(frames.reduce((sum, parts) => sum + longestHeader + size(parts), 0));
    let at = 0;
    frames.forEach((parts, n) => {
      const [head, middle, tail] = parts;
      const us = this.baseUs + (from + n) * stepUs;
      at = writeHeader(bytes, at, size(parts));
      at += head.copy(bytes, at);
      at += bytes.write(String(us), at, 'latin1');
      at += middle.copy(bytes, at);
      at += bytes.write(tid(us, (from + n) % 1024), at, 'latin1');
      at += tail.copy(bytes, at);
    });
    return bytes.subarray(0, at);
  }

  #partsOf(i: number): Parts {
    const parts = i % matchEvery === 0 ? this.#matching(i) : this.#parts[i % kinds];
    return parts ?? this.#matching(i);
  }

  #matching(i: number): Parts {
    const nth = i / matchEvery;
    const tag = this.#families[nth % this.#families.length] ?? '';
    const record = {
      $type: 'app.bsky.feed.post',
      createdAt: new Date((this.baseUs + i * stepUs) / 1000).toISOString(),
      langs: ['en'],
      text: `Please keep it #${tag}`,
      facets: [
        {
          index: { byteStart: 15, byteEnd: 16 + Buffer.byteLength(tag) },
          features: [{ $type: 'app.bsky.richtext.facet#tag', tag }],
        },
      ],
    };
    return this.#cut(this.#dids[nth % 5000] ?? '', 'app.bsky.feed.post', record);
  }

  #template(n: number, random: Random): Parts {
    const text = Array.from({ length: 5 + random.int(40) }, () => random.int(1e6).toString(36))
      .join(' ')
      .slice(0, 290);
    const record = {
      $type: 'app.bsky.feed.post',
      createdAt: new Date(this.baseUs / 1000).toISOString(),
      langs: ['en'],
      text,
      ...(random.chance(0.6) ? { reply: { root: this.#ref(random), parent: this.#ref(random) } } : {}),
    };
    return this.#cut(this.#dids[n] ?? '', 'app.bsky.feed.post', record);
  }

  #ref(random: Random): object {
    const uri = `at://${random.pick(this.#dids)}/app.bsky.feed.post/3mptbypfywk2v`;
    return { uri, cid: cid(uri) };
  }

  #cut(author: string, collection: string, record: object): Parts {
    const head = `{"did":"${author}","time_us":`;
    const middle = `,"kind":"commit","commit":{"rev":"3mptbypoove2w","operation":"create","collection":"${collection}","rkey":"`;
    const tail = `","record":${JSON.stringify(record)},"cid":"${cid(author)}"}}`;
    return [Buffer.from(head), Buffer.from(middle), Buffer.from(tail)];
  }
}

/** The head of a final text message of so many bytes. Gives where its payload begins. */
function writeHeader(bytes: Buffer, at: number, length: number): number {
  bytes[at] = 0x81;
  if (length < 126) {
    bytes[at + 1] = length;
    return at + 2;
  }
  if (length < 65_536) {
    bytes[at + 1] = 126;
    return bytes.writeUInt16BE(length, at + 2);
  }
  bytes[at + 1] = 127;
  return bytes.writeBigUInt64BE(BigInt(length), at + 2);
}
