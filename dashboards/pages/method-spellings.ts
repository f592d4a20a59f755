import { plainLine } from '../calm-text.ts';
import { counted, dayText, figure, percent } from '../format.ts';
import { type Html, html } from '../html.ts';

/** A family with its spellings as they were typed, of a stretch of time. */
export interface FamilySpellings {
  tag: string;
  posts: number;
  spellings: { spelling: string; how: 'exact' | 'lookalike' | 'declared'; posts: number; share: number }[];
}

/** A person's word on a spelling. */
export interface SpellingWord {
  spelling: string;
  family: string;
  accepted: boolean;
  /** ISO. */
  decidedAt: string;
}

const most = 12;
const kinds = { exact: 'the tag itself', lookalike: 'look-alike', declared: 'accepted' };
const date = { day: 'numeric', month: 'long', year: 'numeric' } as const;

/** Which spellings count as which hashtag: the rule, how much each brought, and what people decided. */
export function spellingsText(families: readonly FamilySpellings[], words: readonly SpellingWord[], tz: string): Html {
  const used = families.filter(({ posts }) => posts > 0);
  return html`<p>Capital letters, full-width letters and Latin accents make no difference: #Keep4o is #keep4o. Look-alike letters (a small L read as a capital I, a Cyrillic o) are counted too and reported apart. Other near spellings count only after a person has accepted them.</p>
${used.length > 0 && html`<h3>Spellings of the last seven days</h3>${used.map(familyDetails)}<p class="quiet">A post with two spellings stands in both rows.</p>`}
${words.length > 0 && html`<h3>What people decided</h3><ul>${words.map((word) => decision(word, tz))}</ul>`}`;
}

function familyDetails({ tag, posts, spellings }: FamilySpellings): Html {
  const rest = spellings.slice(most);
  const row = ({ spelling, how, posts, share }: FamilySpellings['spellings'][number]) =>
    html`<tr><th scope="row"><bdi>#${plainLine(spelling)}</bdi> <small>${kinds[how]}</small></th><td>${figure(posts)}</td><td>${percent(share)}</td></tr>
`;
  return html`<details><summary>#${plainLine(tag)}: ${counted(posts, 'post')}, ${counted(spellings.length, 'spelling')}</summary>
<table class="shares"><caption class="hidden">Spellings of #${plainLine(tag)}</caption><thead><tr><th scope="col">Spelling</th><th scope="col">Posts</th><th scope="col">Share</th></tr></thead><tbody>${spellings.slice(0, most).map(row)}</tbody></table>${rest.length > 0 && html`<p class="quiet">And ${counted(rest.length, 'rarer spelling')}.</p>`}</details>
`;
}

function decision({ spelling, family, accepted, decidedAt }: SpellingWord, tz: string): Html {
  const on = dayText(decidedAt, tz, date);
  const [what, how] = [html`<bdi>#${plainLine(spelling)}</bdi>`, html`#${plainLine(family)}`];
  return accepted
    ? html`<li>${what} counts as ${how}: accepted on ${on}, from the beginning over what was collected beside other tags. Posts that carry nothing else are collected since then only.</li>`
    : html`<li>${what} does not count as ${how}: rejected on ${on}.</li>`;
}
