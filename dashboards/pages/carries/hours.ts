import type { WeekHour } from '../../../src/domain/measure/week-hours.ts';
import { heatMap, heatSteps } from '../../charts/heat-map.ts';
import { counted, figure, locale } from '../../format.ts';
import { type Html, html } from '../../html.ts';
import type { CarriesView } from './view.ts';

const days = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];
const fewestPosts = 20;
const clock = (hour: number) => `${String(hour).padStart(2, '0')}:00`;
const place = ({ weekday, hour }: WeekHour) => `${days[weekday - 1]} ${clock(hour)}`;
/** One digit after the point. */
const brief = (value: number) => figure(Math.round(value * 10) / 10);

/** Likes a post; null where too few posts were counted to say. */
const likesEach = ({ likes, posts }: WeekHour) =>
  likes === null || posts === null || posts < fewestPosts ? null : likes / posts;

/** When posts are written, and when those are that get most likes: a map of the week with its table behind it. */
export function hoursCard({ hours: { hours, tz } }: CarriesView): Html {
  const top = (value: (hour: WeekHour) => number | null) => {
    const best = hours.reduce<WeekHour | null>(
      (one, other) => ((value(other) ?? 0) > (one ? (value(one) ?? 0) : 0) ? other : one),
      null,
    );
    return best === null ? null : { best, value: value(best) ?? 0 };
  };
  const [busiest, liked] = [top(({ rate }) => rate), top(likesEach)];
  const most = busiest && `Most posts on ${place(busiest.best)}: ${brief(busiest.value)} an hour.`;
  const best =
    liked &&
    `Most likes a post, of hours with ${fewestPosts} posts and more: ${place(liked.best)}, ${brief(liked.value)} a post.`;
  const line = (weekday: number) => hours.filter((hour) => hour.weekday === weekday);
  const rows = days.map((_, i) => line(i + 1));
  const map = heatMap(
    {
      title: `Posts an hour by hour of the week, time zone ${tz}`,
      summary: most ?? 'Nothing is known of this time.',
      rows: days,
      columns: Array.from({ length: 24 }, (_, hour) => (hour % 3 === 0 ? String(hour) : '')),
      values: rows.map((row) => row.map(({ rate }) => rate)),
      words: (row, column) => words(rows[row]?.[column]),
    },
    'hours-map',
  );
  return html`<section class="card" aria-labelledby="hours-title"><div class="card-head"><h3 id="hours-title">Hours of the week</h3><p class="quiet">Time zone ${tz}</p></div><div class="stack" id="hours" data-live>
<p>${most ?? 'Nothing is known of this time.'} ${best}</p>${map}
<p class="quiet">${legend(hours.map(({ rate }) => rate))} An outline is none; grey is unknown: less than an hour was watched.</p>
<details class="data"><summary>The numbers as a table</summary><div class="scroll" tabindex="0" role="region" aria-label="Hours of the week, table">${table(rows)}</div></details></div></section>`;
}

/** What the steps of colour mean: each holds as many hours, so their ends are told. */
function legend(rates: readonly (number | null)[]): string {
  const ends = heatSteps(rates).map(brief);
  if (ends.length < 2) return 'A coloured hour had posts.';
  const list = new Intl.ListFormat(locale, { type: 'conjunction' }).format(ends);
  return `Each colour is for as many hours as the next, from light to strong: up to ${list} posts an hour of watched time.`;
}

function words(hour: WeekHour | undefined): string {
  if (hour === undefined) return '';
  const likes = likesEach(hour);
  const rate = hour.rate === null ? 'not watched' : `${brief(hour.rate)} an hour`;
  return `${place(hour)}: ${rate}, ${counted(hour.posts, 'post')}${likes === null ? '' : `, ${brief(likes)} likes each`}`;
}

function table(rows: readonly WeekHour[][]): Html {
  const cell = (hour: WeekHour | undefined) => {
    const likes = hour && likesEach(hour);
    return html`<td>${hour?.rate == null ? '–' : brief(hour.rate)}${likes != null && html` <small>${brief(likes)}</small>`}</td>`;
  };
  const line = (hour: number) => html`<tr><th scope="row">${clock(hour)}</th>${rows.map((row) => cell(row[hour]))}</tr>
`;
  return html`<table class="numbers"><caption>Posts an hour; in small print likes a post where ${fewestPosts} posts and more were counted</caption>
<thead><tr><th scope="col">From</th>${days.map((day) => html`<th scope="col">${day}</th>`)}</tr></thead><tbody>${Array.from({ length: 24 }, (_, hour) => line(hour))}</tbody></table>`;
}
