/** What the amplify list remembers in this browser: the reader's own server and the posts already seen. */
const serverKey = 'groundswell:server';
const seenKey = 'groundswell:seen';
const hideKey = 'groundswell:hide-seen';

/**
 * The host that somebody typed, in lower case, or null if it is not the plain name of a host: no scheme, path, port,
 * user name or address of numbers.
 */
export function readHost(typed: string): string | null {
  const host = typed.trim().toLowerCase();
  if (host.length > 253 || !/^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])$/.test(host))
    return null;
  return URL.parse(`https://${host}`)?.hostname === host ? host : null;
}

/** Where a server opens a post of another one, so that its own account can act on it. */
export function homeAddress(host: string, uri: string): string {
  return `https://${host}/authorize_interaction?uri=${encodeURIComponent(uri)}`;
}

function stored(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null; // the browser keeps nothing for us: ask each time
  }
}

function store(key: string, value: string): void {
  try {
    localStorage.setItem(key, value);
  } catch {
    // the browser keeps nothing for us: it holds until the page is left
  }
}

const seen = new Set<string>((stored(seenKey) ?? '').split(' ').filter((id) => id !== ''));

/** Writes what is remembered into the cards: where links lead, what was seen. */
function mark(): void {
  const host = readHost(stored(serverKey) ?? '');
  const name = document.querySelector('[data-server-name]');
  if (name) name.textContent = host ?? 'not set';
  for (const link of document.querySelectorAll<HTMLAnchorElement>('a[data-uri]')) {
    if (host !== null) link.href = homeAddress(host, link.dataset.uri ?? '');
  }
  for (const button of document.querySelectorAll<HTMLElement>('[data-seen]')) {
    const known = seen.has(button.dataset.seen ?? '');
    button.setAttribute('aria-pressed', String(known));
    button.closest('.post')?.toggleAttribute('data-was-seen', known);
  }
  const hide = stored(hideKey) === 'yes';
  document.body.toggleAttribute('data-hide-seen-posts', hide);
  const box = document.querySelector<HTMLInputElement>('[data-hide-seen]');
  if (box) box.checked = hide;
}

function toggleSeen(id: string): void {
  if (!seen.delete(id)) seen.add(id);
  store(seenKey, [...seen].slice(-1000).join(' '));
  mark();
}

async function copy(button: HTMLElement): Promise<void> {
  const address = button.dataset.copy ?? '';
  try {
    await navigator.clipboard.writeText(address);
    button.textContent = 'Copied';
  } catch {
    window.prompt('Copy this link:', address); // no clipboard without https
  }
  window.setTimeout(() => {
    button.textContent = 'Copy link';
  }, 2000);
}

/** Asks for the reader's server, once; then opens the post there, if one was meant. */
function askServer(then: string | null): void {
  const dialog = document.querySelector<HTMLDialogElement>('[data-server-dialog]');
  const input = dialog?.querySelector('input');
  const error = dialog?.querySelector('[role=alert]');
  const form = dialog?.querySelector('form');
  if (!dialog || !input || !error || !form) return;
  input.value = stored(serverKey) ?? '';
  error.textContent = '';
  form.onsubmit = (event) => {
    if ((event.submitter as HTMLButtonElement | null)?.value !== 'save') return;
    const host = readHost(input.value);
    if (host === null) {
      event.preventDefault();
      error.textContent = 'Only the name of the server, such as mastodon.social, without @ and https://';
      return input.focus();
    }
    store(serverKey, host);
    mark();
    if (then !== null) window.open(homeAddress(host, then), '_blank', 'noopener,noreferrer');
  };
  dialog.showModal();
}

/** Adds the next page to the list instead of leaving this one. */
async function more(link: HTMLAnchorElement): Promise<void> {
  link.setAttribute('aria-busy', 'true');
  try {
    const answer = await fetch(link.href, { headers: { accept: 'text/html' } });
    if (!answer.ok) throw new Error(answer.statusText);
    const next = new DOMParser().parseFromString(await answer.text(), 'text/html');
    const fresh = [...(next.getElementById('posts')?.children ?? [])].filter(
      (item) => document.getElementById(item.id) === null,
    );
    document.getElementById('posts')?.append(...fresh.map((item) => document.importNode(item, true)));
    const further = next.querySelector<HTMLAnchorElement>('[data-more]');
    if (further) link.href = further.href;
    else link.parentElement?.remove();
    mark();
    document
      .getElementById(fresh[0]?.id ?? '')
      ?.querySelector('a')
      ?.focus();
  } catch {
    location.href = link.href;
  } finally {
    link.removeAttribute('aria-busy');
  }
}

function pressed(event: MouseEvent): void {
  const target = event.target instanceof Element ? event.target.closest<HTMLElement>('a, button') : null;
  if (target === null) return;
  if (target.dataset.seen !== undefined) toggleSeen(target.dataset.seen);
  else if (target.dataset.copy !== undefined) void copy(target);
  else if (target.hasAttribute('data-change-server')) askServer(null);
  else if (target.dataset.uri !== undefined && readHost(stored(serverKey) ?? '') === null) {
    event.preventDefault();
    askServer(target.dataset.uri);
  } else if (target instanceof HTMLAnchorElement && target.hasAttribute('data-more')) {
    event.preventDefault();
    void more(target);
  }
}

if (typeof document !== 'undefined') {
  document.documentElement.classList.add('scripted');
  document.addEventListener('click', pressed);
  document.addEventListener('groundswell:replaced', mark);
  document.querySelector<HTMLInputElement>('[data-hide-seen]')?.addEventListener('change', (event) => {
    store(hideKey, (event.target as HTMLInputElement).checked ? 'yes' : 'no');
    mark();
  });
  mark();
}
