import { plainLine } from '../../calm-text.ts';
import { dayText, figure, sourceName } from '../../format.ts';
import { type Html, html } from '../../html.ts';
import type { ServerRow } from './view.ts';

const explained =
  'A server counts each of these hashtags when a post reaches it. We hold those of the posts that it has shown us. Whole days in UTC, today’s as of the last hour; deleted posts stay in both.';

/** What servers say that they counted themselves, beside what we hold of it; null where none says anything. */
export function ownCounts(servers: readonly ServerRow[]): Html | null {
  const rows = servers.map(ownCount).filter((row) => row !== null);
  if (rows.length === 0) return null;
  return html`<table class="shares"><caption>By the servers’ own count</caption><thead><tr><th scope="col">Server</th><th scope="col">It counted</th><th scope="col">We hold</th></tr></thead><tbody>${rows}</tbody></table>
<p class="quiet">${explained}</p>`;
}

function ownCount({ server, history }: ServerRow): Html | null {
  const [first, last] = [history?.[0], history?.at(-1)];
  if (!history || !first || !last) return null;
  const sum = (of: 'uses' | 'ours') => figure(history.reduce((total, day) => total + day[of], 0));
  const days = first === last ? dateText(first.day) : `${dateText(first.day)} to ${dateText(last.day)}`;
  return html`<tr><th scope="row"><bdi>${plainLine(sourceName(server))}</bdi> <small>${days}</small></th><td>${sum('uses')}</td><td>${sum('ours')}</td></tr>
`;
}

const dateText = (day: string) =>
  dayText(`${day}T00:00Z`, 'UTC', { day: 'numeric', month: 'short' }).replaceAll(' ', '\u00a0');
