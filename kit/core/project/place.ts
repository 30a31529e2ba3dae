import {
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  rmdirSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, sep } from 'node:path';

import { grantFolder } from '../../../fleet/grants/grant-file';
import { acceptanceFolder } from '../../../policies/acceptance/risk-acceptance';
import { UsageError } from '../errors';
import { readSynthesised, stackListFile, stackListText } from './stack-list';

/** What people write and synth only reads: the repository's copy of it is neither placed nor ever removed. */
const writtenByPeople = [acceptanceFolder, grantFolder];

/** The committed list of the files that synth owns: nothing else is ever overwritten or removed. */
export const fileListFile = '.fleetkeep/files.json';

export interface PlaceOptions {
  /** The project's root. */
  readonly root: string;
  /** Where `cdk8s synth` wrote. @default 'out/fleet' of the root */
  readonly repository?: string;
  /** Where `cdktf synth` wrote. @default 'cdktf.out' of the root */
  readonly stacks?: string;
}

/** What was done, paths relative to the root. */
export interface Placed {
  readonly written: readonly string[];
  readonly removed: readonly string[];
  readonly unchanged: number;
}

/**
 * Copies what synth wrote to the project's root, where Flux reads it, and removes what it wrote before and writes no
 * more. Nothing is touched before everything was found in order; a second run changes nothing.
 *
 * @throws UsageError when there is nothing to copy, or a file that somebody else wrote is in the way
 */
export function place({ root, repository, stacks }: PlaceOptions): Placed {
  const source = repository ?? join(root, 'out', 'fleet');
  if (!existsSync(join(source, '.github', 'CODEOWNERS'))) {
    throw new UsageError(`${source} has nothing that 'cdk8s synth' wrote: run 'npm run synth'`);
  }
  const content = new Map<string, Buffer>(
    filesBelow(source)
      .filter(isSynthesised)
      .map((path) => [path, readFileSync(join(source, path))]),
  );
  const list = stackListText(readSynthesised(stacks ?? join(root, 'cdktf.out')));
  content.set(stackListFile, Buffer.from(list));
  const before = readFileList(root);
  const foreign = [...content].filter(([path, text]) => !before.has(path) && !isSame(root, path, text));
  if (foreign.length > 0) {
    const paths = foreign.map(([path]) => `  ${path}`).join('\n');
    throw new UsageError(
      `these files would be overwritten, and synth did not write them:\n${paths}\nMove them away, or delete them if they are of an earlier synth.`,
    );
  }
  const written: string[] = [];
  for (const [path, text] of content) if (writeIfChanged(root, path, text)) written.push(path);
  const removed = [...before].filter(
    (path) => !content.has(path) && isSynthesised(path) && existsSync(join(root, path)),
  );
  for (const path of removed) remove(root, path);
  const owned = [...content.keys()].sort();
  const listed = writeIfChanged(root, fileListFile, Buffer.from(`${JSON.stringify(owned, null, 2)}\n`));
  return {
    written: listed ? [...written, fileListFile] : written,
    removed,
    unchanged: content.size - written.length,
  };
}

function isSynthesised(path: string): boolean {
  return !writtenByPeople.some((folder) => path.startsWith(`${folder}/`));
}

function filesBelow(directory: string): readonly string[] {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(directory.length + 1))
    .map((path) => path.split(sep).join('/'))
    .filter((path) => !path.startsWith('.git/'))
    .sort();
}

function readFileList(root: string): ReadonlySet<string> {
  const file = join(root, fileListFile);
  if (!existsSync(file)) return new Set();
  const fix = "restore it from Git, or delete it and run 'npm run synth' again";
  let list: unknown;
  try {
    list = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new UsageError(`${fileListFile} is no JSON (${(error as Error).message}): ${fix}`);
  }
  if (!Array.isArray(list)) throw new UsageError(`${fileListFile} is no list of files: ${fix}`);
  for (const path of list as readonly unknown[]) {
    // Removing follows this list, and a pull request can write it.
    if (
      typeof path !== 'string' ||
      !/^(?!\/)(?!.*(^|\/)\.\.?(\/|$))[^\\]+$/.test(path) ||
      /^\.git(\/|$)/.test(path)
    ) {
      throw new UsageError(`${fileListFile}: ${JSON.stringify(path)} is no path in the project: ${fix}`);
    }
  }
  return new Set(list as readonly string[]);
}

/** Whether the path is free, or holds just these bytes. */
function isSame(root: string, path: string, text: Buffer): boolean {
  const file = join(root, path);
  const found = lstatSync(file, { throwIfNoEntry: false });
  return found === undefined || (found.isFile() && readFileSync(file).equals(text));
}

function writeIfChanged(root: string, path: string, text: Buffer): boolean {
  const file = join(root, path);
  if (lstatSync(file, { throwIfNoEntry: false })?.isFile() === true && readFileSync(file).equals(text)) {
    return false;
  }
  assertNoLink(root, path);
  mkdirSync(dirname(file), { recursive: true });
  const draft = `${file}.${process.pid}.tmp`;
  writeFileSync(draft, text);
  renameSync(draft, file);
  return true;
}

function remove(root: string, path: string): void {
  assertNoLink(root, path);
  rmSync(join(root, path));
  for (let folder = dirname(path); folder !== '.'; folder = dirname(folder)) {
    if (readdirSync(join(root, folder)).length > 0) return;
    rmdirSync(join(root, folder));
  }
}

/** A folder that is a link would lead out of the project. */
function assertNoLink(root: string, path: string): void {
  for (let folder = dirname(path); folder !== '.'; folder = dirname(folder)) {
    if (lstatSync(join(root, folder), { throwIfNoEntry: false })?.isSymbolicLink() === true) {
      throw new UsageError(`${folder} is a link: make it a folder, so that nothing outside is written`);
    }
  }
}
