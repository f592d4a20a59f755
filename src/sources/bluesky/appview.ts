import { Agent } from '@atproto/api';
import type { Author, SourceEvent } from '../../domain/post.ts';
import { findOurs } from '../../net/refusal.ts';
import { normalizeProfileView } from './normalize-profile.ts';
import { normalizePostView } from './normalize-view.ts';

/** Most URIs or accounts in one call. */
export const mostAtOnce = 25;
const callMs = 10_000;

/** Reads public post and profile views. */
export interface Appview {
  /** Sightings of the posts that it shows, by their figures now; absent ones are deleted, hidden or unknown to it. */
  posts(uris: readonly string[], now: number): Promise<SourceEvent[]>;
  /** Accounts that it shows. */
  profiles(dids: readonly string[], now: number): Promise<Author[]>;
}

/** A whole answer fails if one item of it is malformed: then halves are asked for, down to the one that spoils it. */
async function bisect<T>(keys: readonly string[], ask: (keys: readonly string[]) => Promise<T[]>): Promise<T[]> {
  try {
    return await ask(keys);
  } catch (error) {
    if (findOurs(error) || !isMalformed(error)) throw error;
    if (keys.length <= 1) return [];
    const middle = Math.ceil(keys.length / 2);
    return [...(await bisect(keys.slice(0, middle), ask)), ...(await bisect(keys.slice(middle), ask))];
  }
}

const isMalformed = (error: unknown): boolean =>
  error instanceof Error && /InvalidResponse/i.test(error.constructor.name + error.name);

/** Opens an AppView at a base address; every request goes through the guarded `fetch`. */
export function openAppview(service: string, guardedFetch: typeof fetch): Appview {
  const agent = new Agent({ service, fetch: guardedFetch });
  const signal = () => AbortSignal.timeout(callMs);
  return {
    posts: (uris, now) =>
      bisect(uris, async (some) => {
        const { data } = await agent.getPosts({ uris: [...some] }, { signal: signal() });
        return data.posts.flatMap((view) => {
          const event = normalizePostView(view, now);
          return 'invalid' in event ? [] : [event];
        });
      }),
    profiles: (dids, now) =>
      bisect(dids, async (some) => {
        const { data } = await agent.getProfiles({ actors: [...some] }, { signal: signal() });
        return data.profiles.flatMap((view) => normalizeProfileView(view, now) ?? []);
      }),
  };
}
