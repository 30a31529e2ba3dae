import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { UsageError } from '../errors';

type Fields = Readonly<Record<string, unknown>>;
type Blocks = Readonly<Record<string, Readonly<Record<string, Fields>>>>;

/** As much of a synthesised stack's JSON as is looked into. */
export interface StackJson {
  readonly terraform?: { readonly backend?: Readonly<Record<string, Fields>> };
  readonly resource?: Blocks;
  readonly import?: readonly { readonly to: string; readonly id: string }[];
}

/** A stack as `cdktf synth` wrote it. */
export interface SynthesisedStack {
  readonly name: string;
  /** Absolute path of the folder that Terraform runs in. */
  readonly folder: string;
  /** Names of the stacks that it depends on. */
  readonly needs: readonly string[];
  readonly json: StackJson;
}

/** What the stack `github` says of its repository: `infra/naming/repository-note.ts` writes it. */
export interface RepositoryFacts {
  readonly host: string;
  readonly owner: string;
  readonly name: string;
  readonly url: string;
  readonly defaultBranch: string;
  readonly plan: string;
  readonly approvals: number;
  readonly without: readonly string[];
}

export interface SynthesisedProject {
  /** Each after those that it depends on. */
  readonly stacks: readonly SynthesisedStack[];
  readonly repository: RepositoryFacts;
}

/** The operator's own stacks, without which there is no first day. */
const own = ['state', 'github', 'protection'] as const;

/**
 * Reads what `cdktf synth` wrote for the whole fleet.
 *
 * @param directory `cdktf.out`
 * @throws UsageError when it is missing, or of another program or version
 */
export function readSynthesisedProject(directory: string): SynthesisedProject {
  const manifest = join(directory, 'manifest.json');
  if (!existsSync(manifest)) throw new UsageError(`${manifest} is not there: run 'npm run synth' first`);
  const { stacks } = JSON.parse(readFileSync(manifest, 'utf8')) as {
    stacks: Readonly<
      Record<
        string,
        {
          readonly workingDirectory: string;
          readonly synthesizedStackPath: string;
          readonly dependencies?: readonly string[];
        }
      >
    >;
  };
  const missing = own.filter((name) => stacks[name] === undefined);
  if (missing.length > 0) {
    throw new UsageError(
      `${manifest} has no stack '${missing.join("', '")}': run 'npm run synth' in a project of fleetkeep's`,
    );
  }
  const ordered = inOrder(
    Object.entries(stacks).map(([name, { dependencies = [] }]) => ({ name, needs: dependencies })),
  ).map((name): SynthesisedStack => {
    const { workingDirectory = '', synthesizedStackPath = '', dependencies: needs = [] } = stacks[name] ?? {};
    const text = readFileSync(join(directory, synthesizedStackPath), 'utf8');
    return { name, needs, folder: join(directory, workingDirectory), json: JSON.parse(text) as StackJson };
  });
  const github = ordered.find(({ name }) => name === 'github')?.json as
    { readonly '//'?: { readonly fleetkeep?: { readonly repository?: RepositoryFacts } } } | undefined;
  const repository = github?.['//']?.fleetkeep?.repository;
  if (repository === undefined) {
    throw new UsageError(
      `${directory} was written by another version of fleetkeep: run 'npm run synth' again`,
    );
  }
  return { stacks: ordered, repository };
}

function inOrder(
  stacks: readonly { readonly name: string; readonly needs: readonly string[] }[],
): readonly string[] {
  const ordered = new Set<string>();
  let remaining = stacks;
  while (remaining.length > 0) {
    const next = remaining.find(({ needs }) => needs.every((name) => ordered.has(name)));
    if (next === undefined) {
      const names = remaining.map(({ name }) => `'${name}'`).join(', ');
      throw new UsageError(`the stacks ${names} wait for each other, or for one that is not there`);
    }
    ordered.add(next.name);
    remaining = remaining.filter((stack) => stack !== next);
  }
  return [...ordered];
}
