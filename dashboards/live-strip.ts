import { type Html, html } from './html.ts';

/**
 * The line that says how fresh and how whole the figures are. With scripts it also says what the live updates do and
 * can stop them; without, the page stands still and says when it was made.
 */
export function liveStrip(slug: string, line: Html): Html {
  return html`<div class="strip" data-events="/api/v1/campaigns/${encodeURIComponent(slug)}/events"><p id="strip" data-live>${line}</p>
<p class="live needs-script"><span class="pulse" aria-hidden="true"></span><span data-live-state>Live</span> <button class="button small" type="button" data-live-toggle>Pause updates</button></p>
<p class="hidden" role="status" data-live-region></p></div>`;
}
