/**
 * Every fault by name, and its own arguments with their defaults. All take `target`, `index`, `p` (how likely each time;
 * 1 unless said) and `times`. `server-down`, `clock-shift` and those of HTTP strike wherever `target` and `index` allow.
 */
export const faultCatalogue: Readonly<Record<string, string>> = {
  disconnect:
    'cuts a stream after a frame: every=200 frames on average, codes=[1000,1001,1006,1013] (1006: no close frame)',
  refuse: 'answers an upgrade: status=503, error="Unavailable"',
  'half-open': 'a stream neither reads nor writes, without closing',
  silent: 'a stream answers pings and sends nothing',
  clamp: 'a Jetstream host loses for good what is older than to (RFC 3339) or than keepMs=0 before now; once a host',
  duplicate: 'sends frames again, at once and later: p=0.05',
  'out-of-order':
    'shuffles frames within size=200 and windowMs=30000 of stream time, waits holdMs=300 for more; keeps the order of each account unless breakOrder=true',
  garbage: 'sends something unreadable before a frame: p=0.01, sorts (see garbage.ts; also "bad-utf8" and any text)',
  'big-frame': 'sends a frame of mb=10 megabytes: p=0.01',
  rewind: 'a replay starts byMs (default up to an hour) too early',
  'drop-at-cutover':
    'where a replay meets the present, loses drop=2 events; close=true cuts with 1006 after closeAfterMs=300',
  'clock-shift': 'the clock of a Jetstream host, AppView or Mastodon server is ms=20000 ahead',
  'hostile-posts': 'publishes posts with hostile contents, that count (see hostile-posts.ts): one each tick',
  'delete-before-create': 'publishes posts whose delete comes before them on the stream: one each tick',
  'late-federation': 'posts reach other Mastodon servers delayMs=7200000 late: p=0.5',
  'server-down': 'a Mastodon server stops listening; Jetstream and AppView cut every connection',
  '429': 'retryAfter (sent as it is), resetInMs (for X-RateLimit-Reset and ratelimit-reset)',
  status: 'answers status=503, error="simulated"',
  html: 'answers a web page, status=200',
  empty: 'answers nothing, status=200',
  shape: 'answers JSON of another shape',
  'truncated-body': 'says 100000 bytes, sends ten, closes',
  slow: 'one byte each byteMs=1000, of part="body" or "head"',
  'gzip-bomb': 'a small gzip body that grows to mb=200 megabytes',
  'never-ending': 'a body without an end',
  redirect: 'status=302 to location (default itself)',
  stale: 'Mastodon tag pages say Age: age=86000',
  link: 'Mastodon tag pages have a wrong Link: sort="same" or "other-host"',
  'tag-history': 'a Mastodon server tells nonsense of what it counted of a tag itself',
  'appview-invalid': 'one post of a getPosts page is malformed',
};
