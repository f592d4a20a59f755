import type { Draft } from './drafts.ts';
import { cid } from './ids.ts';

export interface StrongRef {
  readonly uri: string;
  readonly cid: string;
}

/** An `app.bsky.feed.post` record. Tests may put anything into it. */
export type PostRecord = {
  readonly $type: 'app.bsky.feed.post';
  readonly text: string;
  readonly createdAt: string;
} & Readonly<Record<string, unknown>>;

export interface PostExtras {
  readonly createdAt: string;
  readonly reply?: { readonly root: StrongRef; readonly parent: StrongRef };
  readonly quote?: StrongRef;
  readonly selfLabels?: readonly string[];
  readonly bridgyOriginalUrl?: string;
}

/** The record that a client would write for a draft, with facets by UTF-8 bytes. */
export function postRecord(draft: Draft, extras: PostExtras): PostRecord {
  const { text, facets } = richText(draft);
  const embed = embedOf(draft, extras.quote);
  return {
    $type: 'app.bsky.feed.post',
    text,
    createdAt: extras.createdAt,
    ...(draft.language ? { langs: [draft.language] } : {}),
    ...(facets.length > 0 ? { facets } : {}),
    ...(draft.outer.length > 0 ? { tags: draft.outer } : {}),
    ...(extras.reply ? { reply: extras.reply } : {}),
    ...(embed ? { embed } : {}),
    ...(extras.selfLabels
      ? { labels: { $type: 'com.atproto.label.defs#selfLabels', values: extras.selfLabels.map((val) => ({ val })) } }
      : {}),
    ...(extras.bridgyOriginalUrl
      ? { bridgyOriginalUrl: extras.bridgyOriginalUrl, bridgyOriginalText: `<p>${text}</p>` }
      : {}),
  };
}

function richText(draft: Draft): { text: string; facets: object[] } {
  let text = '';
  let end = 0;
  const facets: object[] = [];
  const add = (part: string, feature?: object) => {
    const byteStart = end + (text === '' ? 0 : 1);
    text += text === '' ? part : ` ${part}`;
    end = byteStart + Buffer.byteLength(part);
    if (feature) facets.push({ index: { byteStart, byteEnd: end }, features: [feature] });
  };
  for (const piece of draft.pieces) {
    if ('text' in piece) add(piece.text);
    else if ('link' in piece) {
      add(piece.link.replace('https://', ''), { $type: 'app.bsky.richtext.facet#link', uri: piece.link });
    } else if ('mention' in piece) add(`@${piece.mention}`);
    else {
      const feature = { $type: 'app.bsky.richtext.facet#tag', tag: piece.tag };
      add(`#${piece.shown ?? piece.tag}`, piece.facet ? feature : undefined);
    }
  }
  return { text, facets };
}

function embedOf({ card, picture }: Draft, quote?: StrongRef): object | undefined {
  const media = card
    ? { $type: 'app.bsky.embed.external', external: { uri: card.url, title: card.title, description: '' } }
    : picture
      ? { $type: 'app.bsky.embed.images', images: [{ alt: 'A hand-drawn sign', image: blob() }] }
      : undefined;
  if (!quote) return media;
  const record = { $type: 'app.bsky.embed.record', record: quote };
  return media ? { $type: 'app.bsky.embed.recordWithMedia', record, media } : record;
}

const blob = () => ({
  $type: 'blob',
  ref: { $link: cid('a picture').replace('bafyrei', 'bafkrei') },
  mimeType: 'image/jpeg',
  size: 48213,
});
