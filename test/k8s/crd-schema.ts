import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { parseAllDocuments } from 'yaml';

/** The part of a structural schema that decides whether the API server would refuse or silently drop a field. */
interface Schema {
  readonly type?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: Schema | boolean;
  readonly items?: Schema;
  readonly required?: readonly string[];
  readonly enum?: readonly unknown[];
  readonly pattern?: string;
  readonly 'x-kubernetes-preserve-unknown-fields'?: boolean;
  readonly 'x-kubernetes-int-or-string'?: boolean;
}

interface CustomResourceDefinition {
  readonly spec: {
    readonly group: string;
    readonly names: { readonly kind: string };
    readonly versions: readonly {
      readonly name: string;
      readonly schema: { readonly openAPIV3Schema: Schema };
    }[];
  };
}

/** Where upstream keeps its CRDs, by the Go module that has them. */
const modules: readonly (readonly [module: string, folder: string])[] = [
  ['github.com/fluxcd/kustomize-controller', 'config/crd/bases'],
  ['github.com/fluxcd/source-controller', 'config/crd/bases'],
  ['github.com/fluxcd/helm-controller', 'config/crd/bases'],
  ['github.com/open-policy-agent/gatekeeper/v3', 'charts/gatekeeper/crds'],
  ['github.com/argoproj/argo-cd/v3', 'manifests/crds'],
];

/** Modules that nothing of ours is built from, so that nothing else brings them into the cache. */
const onlyForSchemas = ['github.com/argoproj/argo-cd/v3@v3.2.1'];

/** Schemas by `apiVersion kind`, of the CRDs that the Go module cache happens to hold. */
export function upstreamSchemas(): ReadonlyMap<string, Schema> {
  const schemas = new Map<string, Schema>();
  for (const module of onlyForSchemas) download(module);
  for (const file of modules.flatMap(([module, folder]) => crdFiles(module, folder))) {
    for (const document of parseAllDocuments(readFileSync(file, 'utf8'))) {
      const { spec } = document.toJS() as CustomResourceDefinition;
      for (const { name, schema } of spec.versions) {
        schemas.set(`${spec.group}/${name} ${spec.names.kind}`, schema.openAPIV3Schema);
      }
    }
  }
  return schemas;
}

function crdFiles(module: string, folder: string): readonly string[] {
  const parent = join(moduleCache(), module, '..');
  const base = module.split('/').pop() ?? '';
  if (!existsSync(parent)) return [];
  const versions = readdirSync(parent).filter((entry) => entry.startsWith(`${base}@v`));
  const newest = versions.sort((left, right) => left.localeCompare(right, 'en', { numeric: true })).pop();
  const directory = newest && join(parent, newest, folder);
  if (directory === undefined || !existsSync(directory)) return [];
  return readdirSync(directory)
    .filter((file) => file.endsWith('.yaml') && !file.startsWith('kustomization'))
    .map((file) => join(directory, file));
}

/** Brings a module into the cache, once; without a module proxy its schemas are not to be had. */
function download(module: string): void {
  if (existsSync(join(moduleCache(), module))) return;
  try {
    execFileSync('go', ['mod', 'download', module], { cwd: tmpdir(), stdio: 'ignore', timeout: 120_000 });
  } catch {
    // What needs them is skipped, with the reason.
  }
}

function moduleCache(): string {
  try {
    return execFileSync('go', ['env', 'GOMODCACHE'], { encoding: 'utf8' }).trim();
  } catch {
    return '/nonexistent';
  }
}

/** What the API server would say of a value: unknown fields included, which it drops without a word. */
export function schemaProblems(schema: Schema, value: unknown, path = ''): readonly string[] {
  if (schema['x-kubernetes-int-or-string'] === true) {
    return ['string', 'number'].includes(typeof value) ? [] : [`${path}: neither number nor string`];
  }
  if (schema.enum !== undefined && !schema.enum.includes(value)) {
    return [`${path}: ${String(value)} is none of ${schema.enum.join(', ')}`];
  }
  if (Array.isArray(value)) {
    if (schema.type !== 'array') return [`${path}: a list where ${schema.type} is wanted`];
    return value.flatMap((item, index) => schemaProblems(schema.items ?? {}, item, `${path}[${index}]`));
  }
  if (typeof value === 'object' && value !== null) return objectProblems(schema, value, path);
  if (schema.type !== undefined && schema.type !== typeof value && !isInteger(schema, value)) {
    return [`${path}: a ${typeof value} where ${schema.type} is wanted`];
  }
  if (schema.pattern !== undefined && !new RegExp(schema.pattern).test(String(value))) {
    return [`${path}: '${String(value)}' does not match ${schema.pattern}`];
  }
  return [];
}

function isInteger(schema: Schema, value: unknown): boolean {
  return schema.type === 'integer' && Number.isInteger(value);
}

function objectProblems(schema: Schema, value: object, path: string): readonly string[] {
  const missing = (schema.required ?? [])
    .filter((field) => !(field in value))
    .map((field) => `${path}.${field}: missing`);
  if (schema['x-kubernetes-preserve-unknown-fields'] === true) return missing;
  const fields = Object.entries(value).flatMap(([field, child]) => {
    // The API server's own schema describes the metadata.
    if (path === '' && ['apiVersion', 'kind', 'metadata'].includes(field)) return [];
    const { additionalProperties } = schema;
    const known =
      schema.properties?.[field] ?? (additionalProperties === true ? {} : additionalProperties || undefined);
    if (known === undefined) return [`${path}.${field}: unknown`];
    return schemaProblems(known, child, `${path}.${field}`);
  });
  return [...missing, ...fields];
}
