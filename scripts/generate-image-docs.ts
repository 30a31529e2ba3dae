/** Writes docs/image-tables.md: the fields that carry images, and what is known of registries, from what the kit reads. */
import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { knownImageFields } from '../kit/core/images/known-fields';
import { wellKnownRegistries } from '../kit/core/registry/well-known';
import { table } from './generate-policy-docs/markdown';

async function main(): Promise<void> {
  const file = resolve(__dirname, '../docs/image-tables.md');
  const fields = [...knownImageFields].map(({ group, kind, path, form }) => [
    group || '(core)',
    kind,
    `\`${path}\``,
    form,
  ]);
  const registries = wellKnownRegistries.map(({ registry, api, tokens = [], content = [] }) => [
    registry,
    api ?? 'its own host',
    tokens.join(', ') || 'its own host',
    content.join(', ') || 'its own host',
  ]);
  const text = [
    '<!-- Generated from kit/core/images/known-fields.ts and kit/core/registry/well-known.ts by scripts/generate-image-docs.ts; do not edit. -->',
    '# Tables of images',
    '## Fields that carry images',
    '`image`: a reference. `pod`: a PodSpec, with init and ephemeral containers and image volumes. `containers`: a list of containers. `parts`: a mapping of registry, repository, tag and digest. Lists of containers are found in every other custom resource, too.',
    table(['API group', 'kind', 'field', 'form'], fields),
    '## Hosts beside the registry itself',
    'What a registry may lead to when it is allowed, without being named: nothing else is asked.',
    table(['registry', 'API', 'tokens', 'content'], registries),
  ].join('\n\n');
  writeFileSync(file, await format(text, { ...(await resolveConfig(file)), parser: 'markdown' }));
}

void main();
