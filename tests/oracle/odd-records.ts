import { minute } from './clock.ts';
import type { Dice } from './dice.ts';
import { changes } from './odd-spellings.ts';
import { keep4oTags } from './simulated.ts';

const words = [
  ...[
    'audit',
    'auditor',
    'AUDITED',
    'the black-box',
    'blackbox',
    'black  box',
    '安全には透明性が必要',
    '안전이',
    '불안전',
    'Straße',
    'STRASSE',
  ],
  ...[
    'strasse',
    'ﬁne',
    'fine',
    'e\u0301te',
    'été',
    'ปลอดภัยมาก',
    'Σίσυφος',
    'σίσυφοσ',
    '@sama',
    '@sama.',
    '@sama_x',
    'x@sama',
    '@SAMA!',
    '(@OpenAI)',
  ],
  ...[
    '@OpenAI.bsky.social',
    '@openaix',
    '@ｓａｍａ',
    '@sama’s',
    'naïve',
    'naive',
    'co\u00adop',
    'coop',
    'İstanbul',
    'istanbul',
    '4o',
    '#4o',
    'box',
  ],
];
const times = (ms: number): unknown[] => {
  const iso = new Date(ms).toISOString();
  const oddities = [
    '0001-01-01T00:00:00Z',
    '9999-12-31T23:59:59Z',
    'nonsense',
    null,
    12,
    '',
    iso.replace('Z', '+00:00'),
  ];
  return [
    iso,
    iso,
    iso,
    new Date(ms - 40 * minute).toISOString(),
    new Date(ms + 90 * minute).toISOString(),
    ...oddities,
  ];
};
const languages: unknown[] = [
  ['en'],
  ['pt-BR'],
  ['zh-Hant', 'en'],
  ['DE'],
  'en',
  [],
  [7],
  undefined,
  ['gsw'],
  ['en', 'de'],
];
const uris = [
  ...[
    'https://Example.ORG/a/',
    'https://example.org/a?utm_source=x',
    'https://example.org/a#b',
    'http://example.org/a',
    'https://www.example.org/a',
  ],
  ...[
    'ftp://example.org/a',
    'javascript:alert(1)',
    'https://example.org:443/a?b=1&fbclid=2',
    'not a link',
    '',
    'https://example.org/?q=ä',
  ],
];

/** A record of a post with whatever clients may write into it. */
export function recordOf(draw: Dice, ms: number): Record<string, unknown> {
  const tag = draw.pick(changes)(draw.pick(changes)(draw.pick(keep4oTags), draw), draw);
  const text = [
    draw.pick(words),
    draw.pick(words),
    draw.chance(0.35) ? `${draw.pick(['#', '＃', '(#', 'x#'])}${tag}` : '',
  ].join(' ');
  const facet = (feature: unknown) => ({
    index: { byteStart: draw.under(9), byteEnd: draw.under(400) },
    features: [feature],
  });
  const facets = [
    ...(draw.chance(0.6) ? [facet({ $type: 'app.bsky.richtext.facet#tag', tag })] : []),
    ...(draw.chance(0.2)
      ? [facet({ $type: 'app.bsky.richtext.facet#tag', tag: draw.pick(['$GPT4o', '', 'caturday', 'ai']) })]
      : []),
    ...(draw.chance(0.3) ? [facet({ $type: 'app.bsky.richtext.facet#link', uri: draw.pick(uris) })] : []),
  ];
  const uri = `at://did:plc:someone/app.bsky.${draw.pick(['feed.post', 'feed.generator'])}/3kabc`;
  return {
    $type: 'app.bsky.feed.post',
    text: draw.chance(0.03) ? draw.pick([undefined, 7, null]) : text,
    createdAt: draw.pick(times(ms)),
    langs: draw.pick(languages),
    facets: draw.chance(0.04) ? draw.pick(['none', null, [null, 3, {}], [{ features: 'x' }]]) : facets,
    ...(draw.chance(0.25)
      ? { tags: draw.chance(0.1) ? draw.pick([7, 'keep4o', [null, 5]]) : [tag, draw.pick(['GPT4o', 'art'])] }
      : {}),
    ...(draw.chance(0.15) ? { reply: draw.pick([{ parent: { uri }, root: { uri } }, {}, 'x', { parent: null }]) } : {}),
    ...(draw.chance(0.15)
      ? { embed: draw.pick([{ $type: 'app.bsky.embed.record', record: { uri } }, { $type: 'x', record: 5 }, null]) }
      : {}),
  };
}
