import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import type { ProjectAnswers } from '../../../project/scaffold/answers';
import { projectFiles, projectPackages } from '../../../project/scaffold/project-files';
import { ownPackage } from '../../own-package';
import { UsageError } from '../errors';

export interface InitOptions {
  /** The folder of the new project; made when missing. */
  readonly directory: string;
  readonly answers: ProjectAnswers;
  /** What package.json asks for as `fleetkeep`. @default this version and its fixes */
  readonly fleetkeep?: string;
}

/**
 * Makes a project of the user's own in an empty folder.
 *
 * @returns the files that were written, by their path in the folder
 * @throws UsageError when something is in the folder already; nothing is written then
 */
export function init({ directory, answers, fleetkeep }: InitOptions): readonly string[] {
  assertEmpty(directory);
  const own = ownPackage();
  const known = { ...own.devDependencies, ...own.peerDependencies };
  const names = [...projectPackages.dependencies, ...projectPackages.devDependencies];
  const files = projectFiles(answers, {
    fleetkeep: fleetkeep ?? `^${own.version}`,
    versions: Object.fromEntries(
      names.flatMap((name) => (known[name] === undefined ? [] : [[name, known[name]]])),
    ),
    projectId: randomUUID(),
  });
  for (const [path, text] of files) {
    mkdirSync(dirname(join(directory, path)), { recursive: true });
    writeFileSync(join(directory, path), text);
  }
  return [...files.keys()];
}

/** A folder that is only a repository without a commit is empty, too. @throws UsageError naming what is there */
export function assertEmpty(directory: string): void {
  if (!existsSync(directory)) return;
  const found = readdirSync(directory).filter((name) => name !== '.git');
  if (found.length === 0) return;
  const shown = found.slice(0, 5).join(', ');
  throw new UsageError(
    `${directory} is not empty (${shown}${found.length > 5 ? ', …' : ''}): stand in an empty folder, or give one with --directory`,
  );
}
