import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { type Document, isScalar, isSeq, LineCounter, type ParsedNode, parseDocument } from 'yaml';
import { z } from 'zod';
import { type Campaign, campaignSchema } from '../domain/campaign.ts';
import { buildFamilies } from '../domain/hashtag/family.ts';
import { GroundswellError } from '../errors.ts';

const maxBytes = 256 * 1024;

const invalid = (name: string, sentence: string, cause?: unknown) =>
  new GroundswellError('campaign-invalid', `${name}: ${sentence}`, { cause });

/** `- #keep4o` is a comment to YAML, so the entry is empty: the most likely slip in a campaign file. */
function refuseCommentTags(document: Document.Parsed, lines: LineCounter, source: string, name: string): void {
  const tags = document.get('tags', true);
  if (!isSeq(tags)) return;
  for (const item of tags.items) {
    if (!isScalar(item) || item.value !== null) continue;
    const offset = (item as ParsedNode).range?.[0] ?? 0;
    const line = lines.linePos(offset).line;
    if (/#/.test(source.split('\n')[line - 1] ?? '')) {
      throw invalid(name, `line ${line}: a tag starting with # needs quotes, or leave the # out.`);
    }
  }
}

function sentenceOf(issue: z.core.$ZodIssue, document: Document.Parsed, lines: LineCounter): string {
  const path = issue.path.filter((part) => typeof part !== 'symbol');
  let node: unknown;
  for (let depth = path.length; depth > 0 && !node; depth--) node = document.getIn(path.slice(0, depth), true);
  const offset = (node as ParsedNode | undefined)?.range?.[0];
  const where = offset === undefined ? '' : `line ${lines.linePos(offset).line}: `;
  const closest =
    issue.code === 'invalid_union' ? issue.errors.flat().find(({ code }) => code !== 'invalid_type') : issue;
  const what = closest?.message ?? 'a tag is a word, or {tag, variants, rejected}';
  return `${where}${path.length > 0 ? `'${path.join('.')}' ` : ''}${what}.`;
}

/**
 * Reads a campaign from YAML text.
 * @param name of the file, for the message
 * @throws GroundswellError `campaign-invalid`: one sentence with the line and the mend
 */
export function parseCampaign(text: string, name: string): Campaign {
  if (Buffer.byteLength(text) > maxBytes) throw invalid(name, 'is larger than 256 KB.');
  const lines = new LineCounter();
  const document = parseDocument(text, {
    lineCounter: lines,
    uniqueKeys: true,
    merge: false,
    strict: true,
    schema: 'core',
  });
  const [problem] = [...document.errors, ...document.warnings];
  if (problem) {
    throw invalid(
      name,
      `line ${problem.linePos?.[0].line ?? '?'}: ${problem.message.split('\n')[0]?.replace(/ at line \d+.*$/, '')}.`,
      problem,
    );
  }
  let value: unknown;
  try {
    value = document.toJS({ maxAliasCount: 100 });
  } catch (cause) {
    throw invalid(name, 'uses more aliases than a campaign needs; write the entries out.', cause);
  }
  refuseCommentTags(document, lines, text, name);
  const parsed = campaignSchema.safeParse(value);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw invalid(name, issue ? sentenceOf(issue, document, lines) : 'is not a campaign.', parsed.error);
  }
  try {
    buildFamilies(parsed.data.tags);
  } catch (error) {
    if (error instanceof GroundswellError) throw invalid(name, error.message, error);
    throw error;
  }
  return parsed.data;
}

/**
 * Reads a campaign file.
 * @throws GroundswellError `file-unreadable`, `campaign-invalid`
 */
export async function readCampaignFile(path: string): Promise<Campaign> {
  let text: string;
  try {
    const { size } = await stat(path);
    if (size > maxBytes) throw invalid(basename(path), 'is larger than 256 KB.');
    text = await readFile(path, 'utf8');
  } catch (cause) {
    if (cause instanceof GroundswellError) throw cause;
    throw new GroundswellError(
      'file-unreadable',
      `${path} cannot be read: ${(cause as NodeJS.ErrnoException).code ?? 'unknown reason'}.`,
      { cause },
    );
  }
  return parseCampaign(text, basename(path));
}

/**
 * Reads every campaign of a folder; a folder that is not there holds none.
 * @throws GroundswellError `campaign-invalid`, also if two files have one slug
 */
export async function readCampaignFolder(folder: string): Promise<Campaign[]> {
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw new GroundswellError('file-unreadable', `CAMPAIGNS_DIR ${folder} cannot be read: ${error.code}.`, {
      cause: error,
    });
  });
  const files = names.filter((name) => /\.ya?ml$/.test(name)).sort();
  const campaigns = await Promise.all(files.map((name) => readCampaignFile(join(folder, name))));
  const seen = new Map<string, string>();
  campaigns.forEach(({ slug }, index) => {
    const file = files[index] ?? '';
    const other = seen.get(slug);
    if (other) throw invalid(file, `has the slug '${slug}' of ${other}; give each campaign its own.`);
    seen.set(slug, file);
  });
  return campaigns;
}

/** The published JSON Schema of a campaign file. */
export const campaignJsonSchema = (): unknown =>
  z.toJSONSchema(campaignSchema, { io: 'input', unrepresentable: 'any' });
