/**
 * Writes `infra/validations/secrets-in-state/sensitive-attributes.ts`: what the schemas of the providers mark as
 * sensitive. The schemas lie beside the repository (`../shared/terraform`); without them the file stays as it is.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { format, resolveConfig } from 'prettier';

const root = resolve(__dirname, '..');
const file = resolve(root, 'infra/validations/secrets-in-state/sensitive-attributes.ts');
/** The versions that the CDKTF bindings were made for. */
const schemas = ['azurerm-4.55.0', 'github-6.9.0'];

/** Marked as sensitive, and no credential: names, ids, public certificates, texts that are encrypted already. */
const noCredential = new Set([
  'agent_account_name',
  'backup_blob_container_uri',
  'client_id',
  'custom_domain_verification_id',
  'encrypted_value',
  'https_ca_cert_base64',
  'key_vault_url',
  'object_id',
  'registry_username',
  'security_domain_encrypted_data',
  'server_root_ca_certificate',
  'service_principal_name',
  'sid',
  'storage_account_subscription_id',
  'storage_account_url',
  'tenant',
  'trusted_ca',
  'user_name',
]);

interface Attribute {
  readonly sensitive?: boolean;
  readonly computed?: boolean;
  /** Never reaches the state. */
  readonly write_only?: boolean;
}

interface Block {
  readonly attributes?: Readonly<Record<string, Attribute>>;
  readonly block_types?: Readonly<Record<string, { readonly block: Block }>>;
}

type Types = Readonly<Record<string, { readonly block: Block }>>;

interface Document {
  readonly provider_schemas: Readonly<
    Record<string, { readonly resource_schemas: Types; readonly data_source_schemas: Types }>
  >;
}

function* sensitive(block: Block, path: readonly string[] = []): Generator<readonly [string, boolean]> {
  for (const [name, attribute] of Object.entries(block.attributes ?? {})) {
    if (attribute.sensitive !== true || attribute.write_only === true || noCredential.has(name)) continue;
    yield [[...path, name].join('.'), attribute.computed === true];
  }
  for (const [name, { block: nested }] of Object.entries(block.block_types ?? {})) {
    yield* sensitive(nested, [...path, name]);
  }
}

function table(types: readonly Types[]): Readonly<Record<string, object>> {
  const rows = types.flatMap((all) =>
    Object.entries(all).flatMap(([type, { block }]) => {
      const found = [...sensitive(block)];
      const of = (computed: boolean) =>
        found
          .filter(([, made]) => made === computed)
          .map(([path]) => path)
          .sort();
      const [given, made] = [of(false), of(true)];
      if (found.length === 0) return [];
      const row = {
        ...(given.length > 0 ? { given } : {}),
        ...(made.length > 0 ? { made } : {}),
      };
      return [[type, row] as const];
    }),
  );
  return Object.fromEntries([...rows].sort(([left], [right]) => (left < right ? -1 : 1)));
}

async function main(): Promise<void> {
  const paths = schemas.map((name) => resolve(root, `../shared/terraform/${name}.schema.json.gz`));
  const absent = paths.find((path) => !existsSync(path));
  if (absent !== undefined) {
    process.stderr.write(`${file} was left as it is: ${absent} is absent\n`);
    return;
  }
  const providers = paths.flatMap((path) => {
    const document = JSON.parse(gunzipSync(readFileSync(path)).toString('utf8')) as Document;
    return Object.values(document.provider_schemas);
  });
  const data = {
    resource: table(providers.map((provider) => provider.resource_schemas)),
    data: table(providers.map((provider) => provider.data_source_schemas)),
  };
  const text = [
    `// Generated from the schemas of ${schemas.join(' and ')} by scripts/generate-sensitive-attributes.ts; do not edit.`,
    '',
    "import type { SecretTable } from './secret-table';",
    '',
    '/** Attributes that a provider marks as sensitive, by block and type. */',
    `export const sensitiveAttributes: Readonly<Record<'resource' | 'data', SecretTable>> = ${JSON.stringify(data)};`,
  ].join('\n');
  writeFileSync(file, await format(text, { ...(await resolveConfig(file)), parser: 'typescript' }));
}

void main();
