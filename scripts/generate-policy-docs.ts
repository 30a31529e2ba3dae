/**
 * Writes docs/policies/: one page a policy, from its metadata and samples, and an index with the packs. What is there
 * of policies that no longer exist is removed.
 */
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { catalogue } from '../policies/catalogue';
import { indexPage } from './generate-policy-docs/index-page';
import { policyPage } from './generate-policy-docs/policy-page';

const directory = resolve(__dirname, '../docs/policies');
const pages = new Map([
  ['README.md', indexPage()],
  ...catalogue.map((policy) => [`${policy.id}.md`, policyPage(policy)] as const),
]);

mkdirSync(directory, { recursive: true });
for (const file of readdirSync(directory)) {
  if (!pages.has(file)) rmSync(join(directory, file));
}
for (const [file, page] of pages) {
  writeFileSync(join(directory, file), page);
}
