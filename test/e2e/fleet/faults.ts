import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments, type Document } from 'yaml';
import { rights } from '../scenarios/scenarios';
import { checks, type Check } from './checks';

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
    fails: named(checks, 'admission denies'),
    words: new RegExp(`^${constraint}: no disallowed sample`),
  },
  {
    name: 'a dependsOn removed',
    plant: (directory) =>
      rewrite(join(directory, 'policies/policy-constraints.yaml'), ([document, ...more]) => {
        document?.deleteIn(['spec', 'dependsOn']);
        return [...(document ? [document] : []), ...more];
      }),
    fails: named(checks, 'becomes Ready'),
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
    fails: named(checks, 'what Git drops'),
    words: /Service shop\/storefront to go away/,
  },
  {
    name: 'a role widened',
    plant: (directory) =>
      rewrite(join(directory, 'tenants/base/shop/rbac.yaml'), (documents) => {
        const elsewhere = documents.find((document) => document.get('kind') === 'RoleBinding')?.clone();
        if (!elsewhere) return documents;
        elsewhere.setIn(['metadata', 'namespace'], 'payments');
        elsewhere.setIn(['metadata', 'name'], 'tenant-of-shop');
        // Whatever its own binding says: that of one which is there already cannot be changed.
        elsewhere.setIn(['roleRef', 'name'], 'admin');
        return [...documents, elsewhere];
      }),
    fails: named(rights, 'nothing of others'),
    words: /^in payments it may /m,
  },
  {
    name: 'an acceptance without end',
    plant: (directory) => {
      for (const stage of ['dev', 'prod']) {
        const file = join(directory, 'policies/constraints', stage, 'kustomization.yaml');
        const text = readFileSync(file, 'utf8');
        writeFileSync(file, text.replaceAll(/hardExpiresAt: .*/g, 'hardExpiresAt: "2199-01-01T00:00:00Z"'));
      }
    },
    fails: named(rights, 'an accepted risk'),
    words: /the accepted image to be denied after its end/,
  },
];

function named(among: readonly Check[], words: string): string {
  const found = among.find(({ name }) => name.includes(words));
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
