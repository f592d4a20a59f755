import type { TagVia } from './post.ts';

/** One family that a post carries, by its strongest spelling. */
export interface FamilyHit {
  /** The family's name, as declared. */
  family: string;
  /** As typed. */
  spelling: string;
  how: 'exact' | 'lookalike' | 'declared';
  via: TagVia;
}

/** Why a post counts in a campaign, and under what. */
export interface CampaignMatch {
  /** Slug. */
  campaign: string;
  /** At least one, unless `untagged`. A family stands here once. */
  families: FamilyHit[];
  /** Carries only a phrase of the campaign: counted apart. */
  untagged: boolean;
  arguments: string[];
  /** As declared. */
  targets: string[];
  /** Links to the campaign's goal. */
  goal: boolean;
  /** Tags that belong to no family: normal form and how it was typed. */
  coTags: { norm: string; spelling: string }[];
}
