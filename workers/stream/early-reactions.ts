import type { MatchedEvent } from '../../src/domain/batch.ts';

type Reaction = MatchedEvent & { type: 'reaction' };

const kinds = ['like', 'repost', 'reply', 'quote'] as const;

interface Generation {
  /** Reactions by the post that they are about. */
  bySubject: Map<string, Reaction[]>;
  /** The post by kind and key of the reaction. */
  subjects: Map<string, string>;
}

const emptyGeneration = (): Generation => ({ bySubject: new Map(), subjects: new Map() });

/**
 * Reactions to posts that we do not know (yet), since order holds within one account only. Kept in two generations, the
 * older one forgotten whole: a map that loses its oldest entry at each insertion walks over all that it lost before.
 */
export class EarlyReactions {
  readonly #most: number;
  #young = emptyGeneration();
  #old = emptyGeneration();

  /** @param most so many at least are remembered, twice as many at most */
  constructor(most: number) {
    this.#most = most;
  }

  hold(reaction: Reaction): void {
    if (this.#young.subjects.size >= this.#most) {
      this.#old = this.#young;
      this.#young = emptyGeneration();
    }
    const { bySubject, subjects } = this.#young;
    subjects.set(`${reaction.kind} ${reaction.key}`, reaction.subject);
    const held = bySubject.get(reaction.subject);
    if (held) held.push(reaction);
    else bySubject.set(reaction.subject, [reaction]);
  }

  /** Forgets what the record with that URI did. */
  undo(key: string): void {
    for (const generation of [this.#young, this.#old]) {
      for (const kind of kinds) {
        const subject = generation.subjects.get(`${kind} ${key}`);
        if (subject === undefined) continue;
        generation.subjects.delete(`${kind} ${key}`);
        const rest = generation.bySubject.get(subject)?.filter((held) => held.kind !== kind || held.key !== key) ?? [];
        if (rest.length > 0) generation.bySubject.set(subject, rest);
        else generation.bySubject.delete(subject);
      }
    }
  }

  /** Takes out what is about a post, in the order of arrival. */
  release(subject: string): Reaction[] {
    return [this.#old, this.#young].flatMap(({ bySubject, subjects }) => {
      const held = bySubject.get(subject) ?? [];
      bySubject.delete(subject);
      for (const { kind, key } of held) subjects.delete(`${kind} ${key}`);
      return held;
    });
  }
}
