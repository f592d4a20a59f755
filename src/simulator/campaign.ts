/** The campaign that the world talks about. The first tag is the most used one. */
export interface SimCampaign {
  readonly slug: string;
  readonly tags: readonly SimTag[];
}

interface SimTag {
  /** Name of the family and its declared spelling. */
  readonly tag: string;
  /** Further declared spellings. */
  readonly variants?: readonly string[];
}

/** The 14 tags of the first campaign, spelled as they are declared: with a small L after the A. */
export const keep4o: SimCampaign = {
  slug: 'keep4o',
  tags: [
    'keep4o',
    'keep4oAPl',
    'keep4oforever',
    'keep41',
    'MyModelMyChoice',
    'keep51',
    'StopAlPaternalism',
    'OpenSource4o',
    'OpenSource41',
    '4oforever',
    'CancelOpenAl',
    'FireSamAltman',
    'GPT4o',
    'Free4o',
  ].map((tag) => ({ tag })),
};
