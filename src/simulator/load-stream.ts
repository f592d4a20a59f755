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
  readonly #parts: (readonly [string, string, string])[] = [];
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
    const [head, middle, tail] = i % matchEvery === 0 ? this.#matching(i) : (this.#parts[i % kinds] ?? ['', '', '']);
    return `${head}${us}${middle}${tid(us, i % 1024)}${tail}`;
  }

  /** Streams from that time (µs; default the beginning) as fast as the socket takes it, to the end. */
  stream(ws: WebSocket, socket: Duplex, cursorUs?: number): void {
    let i = cursorUs === undefined ? 0 : Math.max(0, Math.ceil((cursorUs - this.baseUs) / stepUs));
    const run = () => {
      if (ws.readyState !== ws.OPEN) return;
      const present = Math.min(this.total, (this.#now() * 1000 - this.baseUs) / stepUs);
      socket.cork(); // one write for many frames
      for (let n = 0; n < 2000 && i < present; n++) {
        ws.send(this.frame(i++));
        this.sent++;
      }
      socket.uncork();
      this.furthest = Math.max(this.furthest, i);
      if (i >= this.total) return;
      if (i >= present) setTimeout(run, 20);
      else if (ws.bufferedAmount > highWater) setTimeout(run, 1);
      else setImmediate(run);
    };
    setImmediate(run);
  }

  #matching(i: number): readonly [string, string, string] {
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

  #template(n: number, random: Random): readonly [string, string, string] {
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

  #cut(author: string, collection: string, record: object): readonly [string, string, string] {
    const head = `{"did":"${author}","time_us":`;
    const middle = `,"kind":"commit","commit":{"rev":"3mptbypoove2w","operation":"create","collection":"${collection}","rkey":"`;
    return [head, middle, `","record":${JSON.stringify(record)},"cid":"${cid(author)}"}}`];
  }
}
