import { compile, type DomNode } from 'html-to-text';
import { cleanText } from '../../domain/text.ts';

const longestHtml = 65_536;
const deepest = 20;
const mostAnchors = 300;

/** A link of a post: where it leads, what it shows, and whether the server marks it as a hashtag. */
export interface Anchor {
  href: string;
  text: string;
  isHashtag: boolean;
}

/** What a post's HTML says. */
export interface PlainText {
  text: string;
  anchors: Anchor[];
}

const block = { leadingLineBreaks: 2, trailingLineBreaks: 2 };
// The library hands a second argument on to formatters; its types are older than that.
interface WithMetadata {
  metadata: Anchor[];
}
type Convert = (html: string, metadata: Anchor[]) => string;

const toText = compile({
  wordwrap: false,
  limits: { maxInputLength: longestHtml, maxDepth: deepest, maxChildNodes: 10_000 },
  formatters: {
    collectAnchor: (element, walk, builder) => {
      const { metadata: anchors } = builder as unknown as WithMetadata;
      if (anchors.length < mostAnchors) anchors.push(readAnchor(element));
      walk(element.children, builder);
    },
  },
  selectors: [
    { selector: 'a', format: 'collectAnchor' },
    { selector: 'img', format: 'skip' },
    ...['h1', 'h2', 'h3', 'h4', 'h5', 'h6'].map((selector) => ({
      selector,
      format: 'heading',
      options: { ...block, uppercase: false },
    })),
  ],
}) as Convert;

/**
 * Strips a server's HTML to its text and links. Input is cut at 64 KB and 20 levels. What looks like a tag in the text
 * afterwards was written so by the author: it is text, not HTML, and has to be escaped where it is shown.
 */
export function readHtml(html: string): PlainText {
  const anchors: Anchor[] = [];
  const text = toText(html.slice(0, longestHtml), anchors);
  return { text: cleanText(text, longestHtml).trim(), anchors };
}

function readAnchor({ attribs, children }: DomNode): Anchor {
  const marks = `${attribs?.class ?? ''} ${attribs?.rel ?? ''}`.toLowerCase().split(/\s+/);
  return {
    href: attribs?.href ?? '',
    text: innerText(children, deepest),
    isHashtag: marks.includes('hashtag') || marks.includes('tag'),
  };
}

function innerText(nodes: readonly DomNode[] | undefined, depth: number): string {
  if (!nodes || depth === 0) return '';
  return nodes.map((node) => (node.type === 'text' ? (node.data ?? '') : innerText(node.children, depth - 1))).join('');
}
