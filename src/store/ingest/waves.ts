import type { MatchedEvent } from '../../domain/batch.ts';

/** What an event is about: two events about one thing must keep their order. */
function subjectOf(event: MatchedEvent): string {
  switch (event.type) {
    case 'post':
      return event.post.uri;
    case 'delete':
      return event.uri;
    case 'reaction':
    case 'undo':
      return `reaction ${event.key}`;
    default:
      return `${event.type} ${event.author}`;
  }
}

/**
 * Cuts a batch into waves in which no thing stands twice, so that a wave can be written set by set and the order of
 * events about one thing still holds. Nearly always one wave.
 */
export function toWaves(events: readonly MatchedEvent[]): MatchedEvent[][] {
  const seen = new Map<string, number>();
  const waves: MatchedEvent[][] = [];
  for (const event of events) {
    // A reply is a reaction under the key of its own post, and one post may react in two ways.
    const subject = event.type === 'reaction' ? `${subjectOf(event)} ${event.kind}` : subjectOf(event);
    const after = Math.max(seen.get(subject) ?? 0, event.type === 'reaction' ? (seen.get(subjectOf(event)) ?? 0) : 0);
    const wave = waves[after] ?? [];
    wave.push(event);
    waves[after] = wave;
    seen.set(subject, after + 1);
    if (event.type === 'reaction') continue;
    if (event.type === 'undo') {
      for (const kind of ['like', 'repost', 'reply', 'quote']) {
        seen.set(`${subject} ${kind}`, after + 1);
      }
    }
  }
  return waves;
}
