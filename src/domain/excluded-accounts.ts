import type { Campaign } from './campaign.ts';

/** Accounts that a campaign leaves out, made ready for many questions. */
export interface ExcludedAccounts {
  names: ReadonlySet<string>;
  bots: boolean;
}

/** An account by the names that somebody may have written down. */
export interface NamedAccount {
  key: string;
  handle: string | null;
  url?: string | null;
  bot: boolean | null;
}

/** Makes the accounts that a campaign leaves out ready to be compared. */
export function compileExcludedAccounts({ authors, bots }: Pick<Campaign['exclude'], 'authors' | 'bots'>) {
  return { names: new Set(authors.map(accountName)), bots } satisfies ExcludedAccounts;
}

/** Whether an account is left out by one of its names, or because it says that it is a bot. */
export function excludesAccount({ names, bots }: ExcludedAccounts, { key, handle, url, bot }: NamedAccount): boolean {
  if (bots && bot === true) return true;
  if (names.size === 0) return false;
  return [key, handle, url].some((name) => typeof name === 'string' && names.has(accountName(name)));
}

/** Handles are compared without their sign and case; the rest is compared alike, which does no harm. */
const accountName = (name: string): string => name.replace(/^@/, '').toLowerCase();
