import type { Flavour, MastodonHost } from './mastodon-network.ts';

const versions: Readonly<Record<Flavour, string>> = {
  normal: '4.5.3',
  closed: '4.5.1',
  'local-only': '4.6.0',
  old: '3.5.19',
  snac: '4.0.0 (not true; really snac/2.94)',
  pleroma: '2.7.2 (compatible; Pleroma 2.6.2)',
  'odd-ids': '4.5.3',
};

const access = {
  normal: { local: 'public', remote: 'public' },
  closed: { local: 'authenticated', remote: 'authenticated' },
  'local-only': { local: 'public', remote: 'authenticated' },
  'odd-ids': { local: 'public', remote: 'public' },
} as const;

const rules = [
  { id: '1', text: 'Be kind.', hint: '' },
  { id: '2', text: 'Automated readers identify themselves and keep the rate limits.', hint: '' },
];

/** `GET /api/v2/instance`; undefined for software that does not have it. */
export function instanceV2(host: MastodonHost): object | undefined {
  const { flavour, domain } = host;
  if (flavour === 'old' || flavour === 'snac' || flavour === 'pleroma') return undefined;
  return {
    domain,
    title: domain,
    version: versions[flavour],
    source_url: 'https://github.com/mastodon/mastodon',
    description: 'A simulated server',
    usage: { users: { active_month: 1200 } },
    thumbnail: { url: `https://${domain}/thumbnail.png` },
    icon: [],
    languages: ['en'],
    configuration: {
      urls: {
        streaming: `wss://${domain}`,
        status: null,
        about: `https://${domain}/about`,
        privacy_policy: null,
        terms_of_service: null,
      },
      accounts: { max_featured_tags: 10, max_pinned_statuses: 5 },
      statuses: { max_characters: 500, max_media_attachments: 4, characters_reserved_per_url: 23 },
      timelines_access: {
        live_feeds: access[flavour],
        hashtag_feeds: access[flavour],
        trending_link_feeds: access[flavour],
      },
      limited_federation: false,
    },
    registrations: { enabled: false, approval_required: false, message: null, url: null },
    api_versions: { mastodon: 7 },
    contact: { email: `admin@${domain}`, account: null },
    rules,
  };
}

/** `GET /api/v1/instance`. */
export const instanceV1 = (host: MastodonHost): object => ({
  uri: host.domain,
  domain: host.domain,
  title: host.domain,
  version: versions[host.flavour],
  short_description: 'A simulated server',
  description: 'A simulated server',
  email: `admin@${host.domain}`,
  languages: ['en'],
  rules: host.flavour === 'snac' ? [] : rules,
  urls: { streaming_api: `wss://${host.domain}` },
  stats: { user_count: 1200, status_count: host.copies.length, domain_count: 40 },
  registrations: false,
  approval_required: false,
  invites_enabled: false,
  configuration: { statuses: { max_characters: 500 } },
  contact_account: null,
});
