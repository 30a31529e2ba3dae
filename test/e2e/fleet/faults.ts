import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments, type Document } from 'yaml';
import { checks } from './checks';

/** A mistake in the fleet's repository, and the one check that must notice it. */
export interface Fault {
  readonly name: string;
  readonly plant: (directory: string) => void;
  /** Name of the check. */
  readonly fails: string;
  /** What its message must say. */
  readonly words: RegExp;
}

const constraint = 'privileged-container';

export const faults: readonly Fault[] = [
  {
    name: 'a constraint removed',
    plant: (directory) =>
      rewrite(join(directory, 'policies/constraints/base/pod-security-restricted.yaml'), (documents) =>
        documents.filter((document) => document.getIn(['metadata', 'name']) !== constraint),
      ),
    fails: named('admission denies'),
    words: new RegExp(`^${constraint}: no disallowed sample`),
  },
  {
    name: 'a dependsOn removed',
    plant: (directory) =>
      rewrite(join(directory, 'policies/policy-constraints.yaml'), ([document, ...more]) => {
        document?.deleteIn(['spec', 'dependsOn']);
        return [...(document ? [document] : []), ...more];
      }),
    fails: named('becomes Ready'),
    words: /policy-constraints/,
  },
  {
    name: 'prune off',
    plant: (directory) =>
      rewrite(join(directory, 'tenants/base/shop/sync.yaml'), (documents) => {
        for (const document of documents)
          if (document.hasIn(['spec', 'prune'])) document.setIn(['spec', 'prune'], false);
        return documents;
      }),
    fails: named('what Git drops'),
    words: /Service shop\/storefront to go away/,
  },
];

function named(words: string): string {
  const found = checks.find(({ name }) => name.includes(words));
  if (!found) throw new Error(`no check is about '${words}'`);
  return found.name;
}

/** @throws Error when nothing changed: the fault would not be planted */
function rewrite(file: string, change: (documents: readonly Document[]) => readonly Document[]): void {
  const before = readFileSync(file, 'utf8');
  const after = change(parseAllDocuments(before)).map(String).join('---\n');
  const separators = /^---\n/gm;
  if (after.replaceAll(separators, '') === before.replaceAll(separators, ''))
    throw new Error(`${file} is as it was`);
  writeFileSync(file, after);
}
