import { readFileSync } from 'node:fs';

/** Strings that broke other people's programs, and some aimed at ours. */
export const hostileStrings: readonly string[] = [
  ...(JSON.parse(readFileSync(new URL('data/blns.json', import.meta.url), 'utf8')) as string[]),
  '</script><script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  "' onmouseover='alert(1)",
  '<!--',
  ']]>',
  '</title>',
  '\u0000\ud800\u202e\u2066',
  '\u0024{7*7}',
  '{{7*7}}',
  'javascript:alert(1)',
  '&lt;b&gt;',
  '\u2028\u2029',
  'Z\u0351\u036b\u0343\u036a\u0302',
];
