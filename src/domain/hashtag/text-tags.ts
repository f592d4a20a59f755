const end = '\\s\\u00AD\\u2060\\u200A\\u200B\\u200C\\u200D\\u20e2';
const token = new RegExp(`(?:^|\\s)[#＃]((?!\\ufe0f)[^${end}]*[^\\d\\p{P}${end}]+[^${end}]*)?`, 'gu');
const trailingPunctuation = /\p{P}+$/u;

/**
 * Hashtags in plain text by the rule of Bluesky's official client (`@atproto/api`, `rich-text/util.js`), in order and
 * without the sign. An inner `#` is kept: `#a,#b` is one cut, which `splitTag` parts.
 */
export function textTags(text: string): string[] {
  if (!/[#＃]/.test(text)) return [];
  const tags: string[] = [];
  for (const [, found] of text.matchAll(token)) {
    const tag = found?.replace(trailingPunctuation, '') ?? '';
    if (tag.length >= 1 && tag.length <= 64) tags.push(tag);
  }
  return tags;
}
