import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { UsageError } from '../errors';

/** What a project remembers of a synthesised stack. */
export interface StackEntry {
  /** The job of the workflows that applies it. */
  readonly group: string;
  /** Of its Terraform JSON; none where the clock decides what is in it. */
  readonly digest?: string;
}

/** The committed list of stacks, by name: a change of it says which stacks a pull request changes. */
export const stackListFile = '.fleetkeep/stacks.json';

export type StackList = Readonly<Record<string, StackEntry>>;

/** Groups that no workflow plans: their plans take an owner's token. */
const operatorsOwn = ['github', 'protection'];

/**
 * Reads what `cdktf synth` wrote.
 *
 * @param directory `cdktf.out`
 * @throws UsageError when there is nothing to read, or another program wrote it
 */
export function readSynthesised(directory: string): StackList {
  const manifest = join(directory, 'manifest.json');
  if (!existsSync(manifest)) {
    throw new UsageError(`${manifest} is not there: run 'npm run synth' first`);
  }
  const { stacks } = JSON.parse(readFileSync(manifest, 'utf8')) as {
    stacks: Readonly<Record<string, { readonly synthesizedStackPath: string }>>;
  };
  const entries = Object.entries(stacks).map(([name, { synthesizedStackPath }]): [string, StackEntry] => {
    const text = readFileSync(join(directory, synthesizedStackPath), 'utf8');
    const comment = (JSON.parse(text) as { '//'?: { fleetkeep?: { group?: string; clocked?: boolean } } })[
      '//'
    ];
    const { group = name, clocked = false } = comment?.fleetkeep ?? {};
    const digest = `sha256:${createHash('sha256').update(text).digest('hex')}`;
    return [name, clocked ? { group } : { group, digest }];
  });
  return Object.fromEntries(entries.sort(([left], [right]) => (left < right ? -1 : 1)));
}

/** The committed list's text. */
export function stackListText(list: StackList): string {
  return `${JSON.stringify(list, null, 2)}\n`;
}

/** @throws UsageError when the text is no such list */
export function parseStackList(text: string, place: string): StackList {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as StackList;
  } catch {
    // Said below, for whatever reason it is none.
  }
  throw new UsageError(`${place} is no list of stacks: run 'npm run synth' again`);
}

/** Job to the names of its stacks; `all` has those that workflows plan. */
export type ChangedStacks = Readonly<Record<string, readonly string[]>>;

/**
 * The stacks that differ from the base's, by the job that applies them; one without a digest always counts.
 *
 * @param base the list of the base; without one every stack counts
 */
export function changedStacks(head: StackList, base: StackList = {}): ChangedStacks {
  const groups: Record<string, string[]> = { all: [] };
  for (const [name, { group, digest }] of Object.entries(head)) {
    const list = (groups[group] ??= []);
    if (digest !== undefined && base[name]?.digest === digest) continue;
    list.push(name);
    if (!operatorsOwn.includes(group)) groups['all']?.push(name);
  }
  return groups;
}
