import { expect, test } from 'vitest';
import type { Family } from '../../../../src/domain/campaign.ts';
import { buildFamilies, watchNames, watchNamesByFamily } from '../../../../src/domain/hashtag/family.ts';

const tags =
  'keep4o keep4oAPl keep4oforever keep41 MyModelMyChoice keep51 StopAlPaternalism OpenSource4o OpenSource41 4oforever CancelOpenAl FireSamAltman GPT4o Free4o';
const families: Family[] = tags.split(' ').map((tag) => ({ tag, variants: [], rejected: [] }));
const index = buildFamilies(families);

/** The table of the method: what counts for each family of the first campaign out of the box. */
const table: Record<string, { exact: string; lookalike?: string; none: string }> = {
  keep4o: {
    exact:
      'keep4o KEEP4O Keep4o ｋｅｅｐ４ｏ kéép4ô keep\u200b4o keep4o\ufe0f keep_4o keep-4o keep4o💛 𝐤𝐞𝐞𝐩𝟒𝐨 ⓚⓔⓔⓟ④ⓞ ᴋᴇᴇᴘ4ᴏ keep٤o keep۴o',
    lookalike: 'keep4\u043e k\u0435\u0435p4o \u043aeep4o keep4\u03bf',
    none: 'keep40 keep4 keep4oo kep4o keep4oを守ろう \u043a\u0435\u0435\u04404\u043e keep4oven unkeep4o keep5 keep52',
  },
  keep4oAPl: {
    exact: 'keep4oAPl keep4oapl KEEP4OAPL',
    lookalike: 'keep4oAPI keep4oapi KEEP4OAPI keep4o\u0391PI keep4o\u0410\u0420\u0406',
    none: 'keep4oAP1 keep4oAPP',
  },
  keep4oforever: { exact: 'keep4oforever Keep4oForever', lookalike: 'keep4of\u03bfrever', none: 'keep4oforver' },
  keep41: { exact: 'keep41 Keep4.1 keep４１', none: 'keep4l keep4I' },
  keep51: { exact: 'keep51 Keep5.1', none: 'keep5l' },
  MyModelMyChoice: {
    exact: 'MyModelMyChoice mymodelmychoice My_Model_My_Choice',
    lookalike: 'MyModeIMyChoice',
    none: 'MyModelMyChoise MyModel',
  },
  StopAlPaternalism: {
    exact: 'StopAlPaternalism stopalpaternalism',
    lookalike: 'StopAIPaternalism stopaipaternalism STOPAIPATERNALISM StopAlPaternaIism StopAIPaternaIism',
    none: 'StopAlPatemalism',
  },
  OpenSource4o: { exact: 'OpenSource4o opensource4o', none: '0penSource4o OpenSource40' },
  OpenSource41: { exact: 'OpenSource41 OpenSource4.1', none: 'OpenSource4l' },
  '4oforever': { exact: '4oforever 4oForever', none: '40forever' },
  CancelOpenAl: {
    exact: 'CancelOpenAl cancelopenal',
    lookalike: 'CancelOpenAI cancelopenai CancelOpenAi CanceIOpenAI CanceIOpenAl',
    none: 'CancelOpenA1 CancelOpenAlpha',
  },
  FireSamAltman: {
    exact: 'FireSamAltman',
    lookalike: 'FireSamAItman',
    none: 'firesamaitman FireSamAltmann FireSamSmith',
  },
  GPT4o: { exact: 'GPT4o gpt4o GPT-4o', lookalike: 'GPT4\u043e', none: 'GPT40 GPT4 GPT4omni FreeGPT4o' },
  Free4o: { exact: 'Free4o FREE4O', lookalike: 'Fr\u0435e4o', none: 'free40' },
};

const rows = Object.entries(table).flatMap(([family, { exact, lookalike = '', none }]) => [
  ...words(exact).map((spelling) => ({ spelling, expected: { family, how: 'exact' } })),
  ...words(lookalike).map((spelling) => ({ spelling, expected: { family, how: 'lookalike' } })),
  ...words(none).map((spelling) => ({ spelling, expected: null })),
]);

function words(list: string): string[] {
  return list.split(' ').filter((word) => word !== '');
}

test('the table holds the 101 spellings of the method', () => {
  expect(rows).toHaveLength(101);
});

test.each(rows)('$spelling', ({ spelling, expected }) => {
  expect(index.lookup(spelling)).toEqual(expected);
});

test('the 14 tags ask Mastodon for 17 names', () => {
  const names = watchNames(families);
  expect(names).toHaveLength(17);
  expect(names).toEqual(expect.arrayContaining(['keep4oapi', 'stopaipaternalism', 'cancelopenai', 'keep4o']));
  expect(watchNamesByFamily(families).get('keep4oAPl')).toEqual(['keep4oapl', 'keep4oapi']);
});
