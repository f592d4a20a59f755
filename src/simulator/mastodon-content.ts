import type { Draft } from './drafts.ts';
import { foldTag } from './mastodon-fold.ts';

/** The draft's tags as typed, in order. */
export const tagsOf = (draft: Draft): string[] =>
  draft.pieces.flatMap((piece) => ('tag' in piece && piece.facet ? [piece.tag] : []));

/** The draft as HTML, the way the Mastodon server of that domain writes it. */
export function contentOf(draft: Draft, domain: string): string {
  const parts = draft.pieces.map((piece) => {
    if ('text' in piece) return escapeHtml(piece.text);
    if ('link' in piece) {
      const bare = escapeHtml(piece.link.replace('https://', ''));
      return `<a href="${escapeHtml(piece.link)}" rel="nofollow noopener" translate="no" target="_blank"><span class="invisible">https://</span><span class="">${bare}</span></a>`;
    }
    if ('mention' in piece) {
      const name = escapeHtml(piece.mention);
      return `<span class="h-card" translate="no"><a href="https://${domain}/@${name}" class="u-url mention">@<span>${name}</span></a></span>`;
    }
    const url = `https://${domain}/tags/${encodeURIComponent(foldTag(piece.tag))}`;
    return `<a href="${url}" class="mention hashtag" rel="tag">#<span>${escapeHtml(piece.tag)}</span></a>`;
  });
  return `<p>${parts.join(' ')}</p>`;
}

const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`);
