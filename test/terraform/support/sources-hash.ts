import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { platformName, type ProviderPackage } from './provider-package';

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(
      (entry) =>
        entry.isFile() && /\.(go|mod|sum|json)$/.test(entry.name) && !entry.name.endsWith('_test.go'),
    )
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

/**
 * What a mirror is made of, as one hash: the provider's sources, the schemas, their names, how they are laid out, the
 * platform. A mirror with this name never needs to be built again.
 */
export function sourcesHash(sources: string, packages: readonly ProviderPackage[]): string {
  const hash = createHash('sha256').update(platformName());
  for (const file of filesBelow(sources))
    hash.update(`\0${file.slice(sources.length)}\0`).update(readFileSync(file));
  for (const { source, version, schema } of packages) {
    hash.update(`\0${source}\0${version}\0`).update(readFileSync(schema));
  }
  hash.update(readFileSync(join(__dirname, 'provider-schema.ts')));
  return hash.digest('hex').slice(0, 24);
}
