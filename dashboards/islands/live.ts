/**
 * Keeps a page fresh: one stream of events; when counts change, the page is asked for again and what is marked
 * `data-live` takes its new content, at most once in five seconds. Without it the page simply stands still.
 */
const pace = { counts: 5000, coverage: 30_000 }; // coverage moves all the time, and says little that is new
const scatter = 1000; // so that a thousand readers do not ask in the same instant
const strip = document.querySelector<HTMLElement>('[data-events]');

let stream: EventSource | null = null;
let paused = false;
let timer: number | undefined;
let due = Number.POSITIVE_INFINITY;
let asking = false;
let lastAsked = Date.now();

function show(state: 'live' | 'waiting' | 'paused' | 'off', words: string): void {
  const line = strip?.querySelector<HTMLElement>('.live');
  const label = strip?.querySelector('[data-live-state]');
  if (line) line.dataset.state = state;
  if (label && label.textContent !== words) label.textContent = words;
}

function open(): void {
  const address = strip?.dataset.events;
  if (!address || paused || document.hidden || stream !== null) return;
  const source = new EventSource(address);
  stream = source;
  show('waiting', 'Connecting');
  source.onopen = () => show('live', 'Live');
  source.onerror = () => {
    const over = source.readyState === EventSource.CLOSED;
    show(over ? 'off' : 'waiting', over ? 'No live updates' : 'Connecting again');
  };
  source.addEventListener('counts', () => soon(pace.counts));
  source.addEventListener('coverage', () => soon(pace.coverage));
}

function close(): void {
  stream?.close();
  stream = null;
  cancel();
}

function cancel(): void {
  window.clearTimeout(timer);
  due = Number.POSITIVE_INFINITY;
}

/** Asks for the page once `after` ms have passed since the last time, or earlier if that is due already. */
function soon(after: number): void {
  const at = Math.max(Date.now() + 250, lastAsked + after) + Math.random() * scatter;
  if (paused || at >= due) return;
  cancel();
  due = at;
  timer = window.setTimeout(refresh, at - Date.now());
}

async function refresh(): Promise<void> {
  due = Number.POSITIVE_INFINITY;
  if (asking) return soon(pace.counts);
  asking = true;
  lastAsked = Date.now();
  try {
    const answer = await fetch(location.href, { headers: { accept: 'text/html' } });
    if (answer.ok && !paused) replace(new DOMParser().parseFromString(await answer.text(), 'text/html'));
  } catch {
    show('waiting', 'Connecting again'); // the network is away: the next event tries again
  } finally {
    asking = false;
  }
}

function replace(fresh: Document): void {
  for (const old of document.querySelectorAll<HTMLElement>('[data-live][id]')) {
    const found = fresh.getElementById(old.id);
    if (found === null || old.isEqualNode(found)) continue;
    const update = new CustomEvent('groundswell:update', { detail: found, bubbles: true, cancelable: true });
    if (!old.dispatchEvent(update)) continue; // a drawn chart and a list in use take what is new by themselves
    if (!old.contains(document.activeElement)) {
      for (const details of found.querySelectorAll('details')) details.open = wasOpen(old, details);
      if (old.hasAttribute('data-live-say')) say(found.textContent ?? '');
      old.replaceWith(document.importNode(found, true));
    }
  }
  document.dispatchEvent(new CustomEvent('groundswell:replaced'));
}

function wasOpen(old: HTMLElement, details: HTMLDetailsElement): boolean {
  const words = details.querySelector('summary')?.textContent;
  return [...old.querySelectorAll('details')].some(
    (one) => one.open && one.querySelector('summary')?.textContent === words,
  );
}

function say(words: string): void {
  const region = strip?.querySelector('[data-live-region]');
  if (region) region.textContent = words.replace(/\s+/g, ' ').trim();
}

function toggle(button: HTMLButtonElement): void {
  paused = !paused;
  button.textContent = paused ? 'Resume updates' : 'Pause updates';
  if (paused) {
    close();
    show('paused', 'Paused');
  } else {
    open();
    soon(pace.counts);
  }
}

if (strip !== null) {
  document.documentElement.classList.add('scripted');
  const button = strip.querySelector<HTMLButtonElement>('[data-live-toggle]');
  if (button) button.onclick = () => toggle(button);
  document.addEventListener('visibilitychange', () => {
    if (document.hidden) return close();
    open();
    soon(pace.counts);
  });
  window.addEventListener('pagehide', close);
  window.addEventListener('pageshow', open);
  open();
}
