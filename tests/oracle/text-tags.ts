/** Where a tag ends: space, and characters that nobody sees. */
const ends = String.raw`\s\u00AD\u2060\u200A\u200B\u200C\u200D\u20e2`;
const tag = new RegExp(String.raw`(^|\s)[#＃]((?!\ufe0f)[^${ends}]*[^\d\p{P}${ends}]+[^${ends}]*)?`, 'gu');

/** The tags of a Bluesky text by the official client's rule (1.4). */
export function textTags(text: string): string[] {
  return [...text.matchAll(tag)]
    .map(([, , found = '']) => found.trim().replace(/\p{P}+$/gu, ''))
    .filter((found) => found.length >= 1 && found.length <= 64);
}
