import type { SimCampaign } from './campaign.ts';
import { foldTag } from './mastodon-fold.ts';
import type { Random } from './random.ts';

/** A tag as somebody types it. Its family is known because it was made for it; null: near a family, but not of it. */
export interface Spelling {
  readonly raw: string;
  readonly family: string | null;
  readonly how: 'exact' | 'lookalike' | 'near';
  /** Whether Mastodon takes it whole for one tag. */
  readonly mastodon: boolean;
  /** Whether a Mastodon tag page that a tracker asks for shows it. */
  readonly asked: boolean;
}

export type Reach = 'any' | 'mastodon' | 'asked';

interface Forms {
  readonly exact: readonly string[];
  readonly lookalike?: readonly string[];
  /** Look-alikes whose folded name is a tag page of its own that a tracker asks for. */
  readonly askedLookalike?: readonly string[];
  readonly near?: readonly string[];
}

/** Written by hand from the product's own table of what counts; nothing here is computed. */
const known: Readonly<Record<string, Forms>> = {
  keep4o: {
    exact: [
      'KEEP4O',
      'Keep4o',
      'Keep4O',
      'ｋｅｅｐ４ｏ',
      'kéép4ô',
      'keep_4o',
      'keep-4o',
      'keep4o💛',
      '𝐤𝐞𝐞𝐩𝟒𝐨',
      'ᴋᴇᴇᴘ4ᴏ',
      'keep٤o',
    ],
    lookalike: ['keep4о', 'kееp4o', 'кeep4o', 'keep4ο'],
    near: [
      'keep40',
      'keep4',
      'keep4oo',
      'kep4o',
      'keep4oを守ろう',
      'кеер4о',
      'keep4oven',
      'unkeep4o',
      'keep5',
      'keep52',
    ],
  },
  keep4oAPl: {
    exact: ['keep4oapl', 'KEEP4OAPL', 'Keep4oAPl'],
    askedLookalike: ['keep4oAPI', 'keep4oapi', 'KEEP4OAPI', 'Keep4oAPI'],
    lookalike: ['keep4oΑPI', 'keep4oАРІ'],
    near: ['keep4oAP1', 'keep4oAPP'],
  },
  keep4oforever: {
    exact: ['Keep4oForever', 'KEEP4OFOREVER', 'keep4oForever'],
    lookalike: ['keep4ofοrever'],
    near: ['keep4oforver'],
  },
  keep41: { exact: ['Keep41', 'KEEP41', 'Keep4.1', 'keep４１'], near: ['keep4l', 'keep4I'] },
  MyModelMyChoice: {
    exact: ['mymodelmychoice', 'MYMODELMYCHOICE', 'My_Model_My_Choice'],
    lookalike: ['MyModeIMyChoice'],
    near: ['MyModelMyChoise', 'MyModel'],
  },
  keep51: { exact: ['Keep51', 'Keep5.1'], near: ['keep5l'] },
  StopAlPaternalism: {
    exact: ['stopalpaternalism', 'STOPALPATERNALISM'],
    askedLookalike: ['StopAIPaternalism', 'stopaipaternalism', 'STOPAIPATERNALISM'],
    lookalike: ['StopAlPaternaIism', 'StopAIPaternaIism'],
    near: ['StopAlPatemalism'],
  },
  OpenSource4o: { exact: ['opensource4o', 'OPENSOURCE4O', 'Opensource4o'], near: ['0penSource4o', 'OpenSource40'] },
  OpenSource41: { exact: ['opensource41', 'OpenSource4.1'], near: ['OpenSource4l'] },
  '4oforever': { exact: ['4oForever', '4OFOREVER'], near: ['40forever'] },
  CancelOpenAl: {
    exact: ['cancelopenal', 'CANCELOPENAL'],
    askedLookalike: ['CancelOpenAI', 'cancelopenai', 'CancelOpenAi', 'CANCELOPENAI'],
    lookalike: ['CanceIOpenAI', 'CanceIOpenAl'],
    near: ['CancelOpenA1', 'CancelOpenAlpha'],
  },
  FireSamAltman: {
    exact: ['firesamaltman', 'FIRESAMALTMAN'],
    lookalike: ['FireSamAItman'],
    near: ['firesamaitman', 'FireSamAltmann', 'FireSamSmith'],
  },
  GPT4o: {
    exact: ['gpt4o', 'GPT-4o', 'Gpt4o', 'GPT4O'],
    lookalike: ['GPT4о'],
    near: ['GPT40', 'GPT4', 'GPT4omni', 'FreeGPT4o'],
  },
  Free4o: { exact: ['free4o', 'FREE4O', 'Free4O'], lookalike: ['Frеe4o'], near: ['free40'] },
};

const other: Spelling = { raw: 'other', family: null, how: 'near', mastodon: true, asked: false };

/** Which spellings of a campaign circulate, each knowing its family by construction. */
export class SpellingBook {
  readonly families: readonly string[];
  /** Names of the Mastodon tag pages that show the campaign. */
  readonly pages: ReadonlySet<string>;
  readonly #families: { readonly family: string; readonly weight: number }[];
  readonly #declared = new Map<string, Spelling[]>();
  readonly #exact = new Map<string, Spelling[]>();
  readonly #lookalike = new Map<string, Spelling[]>();
  readonly #near: Spelling[] = [];
  readonly #all = new Map<string, Spelling>();

  constructor(campaign: SimCampaign) {
    this.families = campaign.tags.map(({ tag }) => tag);
    this.#families = this.families.map((family, i) => ({ family, weight: 1 / (i + 1) ** 0.8 }));
    const allPages = new Set<string>();
    for (const { tag, variants = [] } of campaign.tags) {
      const forms = known[tag] ?? { exact: [tag.toLowerCase(), tag.toUpperCase()] };
      const declared = [tag, ...variants];
      const pages = new Set([...declared, ...(forms.askedLookalike ?? [])].map(foldTag));
      for (const page of pages) allPages.add(page);
      const make = (raws: readonly string[], how: Spelling['how']) =>
        raws.map((raw): Spelling => {
          const mastodon = /^[\p{L}\p{N}_]+$/u.test(raw.normalize('NFKC'));
          return {
            raw,
            family: how === 'near' ? null : tag,
            how,
            mastodon,
            asked: mastodon && pages.has(foldTag(raw)),
          };
        });
      this.#declared.set(tag, make(declared, 'exact'));
      this.#exact.set(tag, make(forms.exact, 'exact'));
      this.#lookalike.set(tag, make([...(forms.askedLookalike ?? []), ...(forms.lookalike ?? [])], 'lookalike'));
      this.#near.push(...make(forms.near ?? [], 'near'));
    }
    this.pages = allPages;
    const lists = [...this.#declared.values(), ...this.#exact.values(), ...this.#lookalike.values(), this.#near];
    for (const spelling of lists.flat()) if (!this.#all.has(spelling.raw)) this.#all.set(spelling.raw, spelling);
  }

  /** A spelling of a random family, the popular families more often, that goes as far as asked. */
  draw(random: Random, reach: Reach): Spelling {
    const { family } = random.weighted(this.#families);
    const roll = random.next();
    const list = (roll < 0.58 ? this.#declared : roll < 0.87 ? this.#exact : this.#lookalike).get(family) ?? [];
    const fits = reach === 'any' ? list : list.filter((spelling) => spelling[reach]);
    const plain = random.chance(0.8) ? fits.filter(({ raw }) => /^[A-Za-z0-9]+$/.test(raw)) : [];
    if (plain.length > 0) return random.pick(plain);
    return random.pick(fits.length > 0 ? fits : (this.#declared.get(family) ?? []));
  }

  /** A spelling that resembles a family and must not count. */
  near(random: Random): Spelling {
    return this.#near.length > 0 ? random.pick(this.#near) : other;
  }

  /** The spelling as it was made; undefined for one that nobody made here. */
  find(raw: string): Spelling | undefined {
    return this.#all.get(raw);
  }

  /** Every spelling in the book. */
  all(): Spelling[] {
    return [...this.#all.values()];
  }
}
