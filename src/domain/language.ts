const notLanguage = /https?:\/\/\S+|www\.\S+|[@#＃]\S+/gu;
const fewestLetters = 12;

/** The primary subtag of a platform's language tag in lower case (`de-AT` is `de`), or null if it is none. */
export function primarySubtag(tag: unknown): string | null {
  const [, primary] = (typeof tag === 'string' && /^([a-z]{2,3})(?:[-_]|$)/i.exec(tag)) || [];
  const language = primary?.toLowerCase();
  return language === undefined || language === 'und' ? null : language;
}

/**
 * A detector's guess of the language of a text (ISO 639-1), or null if it is short or doubtful. Links, mentions and
 * hashtags do not count. The detector's tables are loaded at the first call, so call it for matched posts only.
 */
export async function guessLanguage(text: string): Promise<string | null> {
  const words = text.replace(notLanguage, ' ');
  const letters = words.match(/\p{L}/gu)?.length ?? 0;
  if (letters < fewestLetters && !/[^\p{Script=Latin}\P{L}]/u.test(words)) return null;
  const { eld } = await import('eld/small');
  const guess = eld.detect(words);
  return guess.language !== '' && guess.isReliable() ? guess.language : null;
}
