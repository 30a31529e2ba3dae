/**
 * Writes docs/policies/, one page a policy from its metadata and samples, and docs/standards/, one page a standard from
 * its controls and what covers them; each with an index. What is there of what no longer exists is removed.
 */
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { catalogue } from '../policies/catalogue';
import { standards } from '../policies/standards';
import { indexPage } from './generate-policy-docs/index-page';
import { policyPage } from './generate-policy-docs/policy-page';
import { standardPage, standardsPage } from './generate-policy-docs/standard-page';

const docs = resolve(__dirname, '../docs');

writePages(
  'policies',
  new Map([
    ['README.md', indexPage()],
    ...catalogue.map((policy) => [`${policy.id}.md`, policyPage(policy)] as const),
  ]),
);
writePages(
  'standards',
  new Map([
    ['README.md', standardsPage()],
    ...standards.map((standard) => [`${standard.id}.md`, standardPage(standard)] as const),
  ]),
);

function writePages(folder: string, pages: ReadonlyMap<string, string>): void {
  const directory = join(docs, folder);
  mkdirSync(directory, { recursive: true });
  for (const file of readdirSync(directory)) {
    if (!pages.has(file)) rmSync(join(directory, file));
  }
  for (const [file, page] of pages) writeFileSync(join(directory, file), page);
}
