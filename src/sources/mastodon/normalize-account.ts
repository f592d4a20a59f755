import { readFigure } from '../../domain/figure.ts';
import { wishesIn } from '../../domain/opt-out.ts';
import type { Author, OptOut } from '../../domain/post.ts';
import { parseTime } from '../../domain/time/parse-time.ts';
import { hostOf, webUrl } from '../../domain/web-url.ts';
import type { ServerContext } from './normalize.ts';
import { readHtml } from './normalize-html.ts';
import type { AccountFields } from './normalize-schema.ts';

/** An account as one server shows it. */
export interface SeenAccount {
  author: Author;
  /** It lives on the server that was asked, so what that server says of it is the truth. */
  isLocal: boolean;
  /** A copy of a Bluesky account by Bridgy Fed. */
  isBridged: boolean;
}

/** Reads an account; null if it has neither a usable `url` nor `uri`, and so no identity. */
export function readAccount(account: AccountFields, { base, domain }: ServerContext): SeenAccount | null {
  const url = webUrl(account.url);
  const key = url ?? webUrl(account.uri);
  if (key === null) return null;
  const acct = account.acct.replace(/^@/, '');
  const [, host = null] = /^[^@]+@(.+)$/.exec(acct.toLowerCase()) ?? [];
  return {
    author: {
      key,
      handle: acct === '' ? null : host === null ? `${acct}@${hostOf(key)}` : acct,
      displayName: account.displayName.trim() || null,
      url,
      bot: account.bot,
      followers: readFigure(account.followersCount),
      bornAt: parseTime(account.createdAt),
      optOuts: readOptOuts(account),
    },
    isLocal: acct !== '' && (host === null || host === domain?.toLowerCase() || host === hostOf(base)),
    isBridged: host === 'bsky.brid.gy' || key.startsWith('https://bsky.brid.gy/ap/'),
  };
}

/**
 * What an account asks for. Only a stated `false` (or `true` of `noindex`) is a choice. A server too old to tell of
 * `indexable` that shows no wish says nothing (null), so that it does not take back what another one knows.
 */
function readOptOuts(account: AccountFields): OptOut[] | null {
  const optOuts: OptOut[] = [];
  if (account.noindex === true || account.discoverable === false) optOuts.push('noindex');
  else optOuts.push(...wishesIn(account.displayName, readHtml(account.note).text));
  if (account.indexable === false) optOuts.push('noText');
  if (account.limited === true || account.suspended === true || account.memorial === true) optOuts.push('limited');
  return optOuts.length === 0 && account.indexable === null ? null : optOuts;
}
