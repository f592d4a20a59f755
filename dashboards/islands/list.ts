/**
 * Keeps a list in use (`data-live="ask"`) true without moving it under the finger: what is known of a post changes in
 * place, new posts wait behind a button, and a post that is gone, or may not be shown any more, leaves.
 */
const askAgainMs = 60_000; // a post that is not on the fresh page is asked for once a minute at most
const roundMs = 3000;
const atOnce = 3;

/** Ids of cards that the fresh page does not hold: gone, or only below its first posts. */
const absent = new Set<string>();
const asked = new Map<string, number>();
let timer: number | undefined;
let checking = false;
/** What stands in the list's place on the fresh page when no post is left. */
let emptyWords: Element | null = null;

const focusable = (card: Element) => [...card.querySelectorAll<HTMLElement>('a, button')];

/** Makes a node like another one; what is alike stays the same element, so that focus and selection do. */
function become(was: ChildNode, is: ChildNode): void {
  if (was.isEqualNode(is)) return;
  const sameKind = was.nodeName === is.nodeName && was.childNodes.length === is.childNodes.length;
  if (!sameKind || !(was instanceof Element) || !(is instanceof Element)) {
    was.replaceWith(document.importNode(is, true));
    return;
  }
  for (const { name } of [...was.attributes]) if (!is.hasAttribute(name)) was.removeAttribute(name);
  for (const { name, value } of is.attributes) if (was.getAttribute(name) !== value) was.setAttribute(name, value);
  for (const [index, child] of [...was.childNodes].entries()) {
    const other = is.childNodes[index];
    if (other) become(child, other);
  }
}

function update(card: Element, fresh: Element): void {
  const held = card.contains(document.activeElement) ? document.activeElement : null;
  become(card, fresh);
  if (held === null || held.isConnected) return;
  const now = document.getElementById(card.id);
  const same = now && focusable(now).find((one) => one.textContent === held.textContent);
  if (same) same.focus();
}

function remove(card: Element): void {
  const list = card.parentElement;
  const held = card.contains(document.activeElement);
  const next = card.nextElementSibling ?? card.previousElementSibling;
  card.remove();
  if (held && next) focusable(next)[0]?.focus();
  if (list?.childElementCount === 0 && emptyWords) list.replaceWith(document.importNode(emptyWords, true));
}

/** Removes the card of a post that the server knows no more, or shows no more; one that has only moved down stays. */
async function check(id: string): Promise<void> {
  const base = document.querySelector<HTMLElement>('[data-events]')?.dataset.events?.replace(/events$/, 'posts');
  asked.set(id, Date.now());
  try {
    const { status } = await fetch(`${base}/${encodeURIComponent(id.replace(/^post-/, ''))}/history`);
    if (status >= 500 || status === 429) return; // it could not say: once more in a minute
    absent.delete(id);
    const card = document.getElementById(id);
    if (status === 404 && card) remove(card);
  } catch {
    // the network is away: once more in a minute
  }
}

const dueAt = (id: string) => (asked.get(id) ?? 0) + askAgainMs;

async function checkSome(): Promise<void> {
  if (checking) return;
  checking = true;
  const due = [...absent].filter((id) => dueAt(id) <= Date.now()).toSorted((a, b) => dueAt(a) - dueAt(b));
  await Promise.all(due.slice(0, atOnce).map(check));
  checking = false;
  schedule(roundMs);
}

function schedule(after: number): void {
  window.clearTimeout(timer);
  if (absent.size === 0) return;
  const next = Math.min(...[...absent].map(dueAt)) - Date.now();
  timer = window.setTimeout(checkSome, Math.max(after, next));
}

function take(list: HTMLElement, found: Element): void {
  const items = found.matches('ol') ? [...found.children] : [];
  const fresh = new Map(items.map((item) => [item.id, item]));
  emptyWords = items.length === 0 ? found : null;
  absent.clear();
  for (const card of [...list.children]) {
    const item = fresh.get(card.id);
    if (item) update(card, item);
    else absent.add(card.id);
    fresh.delete(card.id);
  }
  schedule(0);
  offer(list, found, fresh.size);
}

/** A button for posts that have arrived; none if what it offered is gone again. */
function offer(list: HTMLElement, found: Element, arrived: number): void {
  const place = document.querySelector('[data-arrivals]');
  if (place === null) return;
  if (arrived === 0) {
    place.replaceChildren();
    return;
  }
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'button small';
  button.textContent = `${arrived} new ${arrived === 1 ? 'post' : 'posts'}: show`;
  button.onclick = () => {
    list.replaceWith(document.importNode(found, true));
    absent.clear();
    place.replaceChildren();
    document.dispatchEvent(new CustomEvent('groundswell:replaced'));
    document.getElementById(list.id)?.querySelector('a')?.focus();
  };
  place.replaceChildren(button);
}

document.addEventListener('groundswell:update', (event) => {
  const list = event.target as HTMLElement;
  if (list.dataset['live'] !== 'ask') return;
  event.preventDefault();
  take(list, (event as CustomEvent<Element>).detail);
});
