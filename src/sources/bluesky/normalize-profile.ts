import { readFigure } from '../../domain/figure.ts';
import { wishesIn } from '../../domain/opt-out.ts';
import type { Author, OptOut } from '../../domain/post.ts';
import { cleanText } from '../../domain/text.ts';
import { parseTime } from '../../domain/time/parse-time.ts';
import { isDid } from './frames.ts';
import { labelsInForce, optOutsOf, selfLabels } from './normalize-labels.ts';
import { asObject } from './normalize-record.ts';

/** What an account says about itself in its profile. */
export interface ProfileFields {
  displayName: string | null;
  bot: boolean;
  optOuts: OptOut[];
}

/** Reads a record of `app.bsky.actor.profile`; one that is gone says nothing. */
export function readProfile(value: unknown): ProfileFields {
  const profile = asObject(value);
  const labels = selfLabels(profile);
  const displayName = readName(profile.displayName);
  return {
    displayName,
    bot: labels.includes('bot'),
    optOuts: [...optOutsOf(labels), ...wishesIn(displayName ?? '', readText(profile.description))],
  };
}

/** An account of which only the DID is known, as in the stream. */
export function bareAuthor(did: string): Author {
  return {
    key: did,
    handle: null,
    displayName: null,
    url: `https://bsky.app/profile/${did}`,
    bot: null,
    followers: null,
    bornAt: null,
    optOuts: null,
  };
}

/**
 * The account of a profile view of the AppView (`getProfiles`, or the author of a post view), or null without a DID.
 * Opt-outs are known in whole only where the view has the description; a view without it only adds, so it gives null
 * where it shows none.
 * @param at when the answer was made, ms: labels expire
 */
export function normalizeProfileView(value: unknown, at: number): Author | null {
  const view = asObject(value);
  if (typeof view.did !== 'string' || !isDid(view.did)) return null;
  const labels = labelsInForce(view.labels, at);
  const displayName = readName(view.displayName);
  const isDetailed = 'followersCount' in view || 'description' in view;
  const optOuts = [...optOutsOf(labels ?? []), ...wishesIn(displayName ?? '', readText(view.description))];
  return {
    ...bareAuthor(view.did),
    handle: readHandle(view.handle),
    displayName,
    bot: labels === null ? null : labels.includes('bot'),
    followers: readFigure(view.followersCount),
    bornAt: parseTime(view.createdAt),
    optOuts: isDetailed || optOuts.length > 0 ? optOuts : null,
  };
}

/** A handle, or null where it is missing or known to be wrong (`handle.invalid`). */
export function readHandle(value: unknown): string | null {
  const handle = typeof value === 'string' ? cleanText(value, 253) : '';
  return handle === '' || handle === 'handle.invalid' ? null : handle;
}

function readName(value: unknown): string | null {
  return cleanText(readText(value), 640).trim() || null;
}

function readText(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
