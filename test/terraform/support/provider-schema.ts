import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { isJsonObject, objectAt, type JsonObject } from './json';
import type { ProviderPackage } from './provider-package';

/** Where in `schema.json` a part of it lies, in bytes. */
type Place = readonly [offset: number, length: number];

/**
 * Lays a provider's schema beside its program as that reads it: `schema.json`, one part after the other, and
 * `schema-index.json`, which says where each part is. A run of the bench starts a thousand programs that serve a few types
 * each; to unpack and read all fifteen hundred was most of what they did.
 *
 * @throws Error when the file holds no schema of the provider
 */
export function writeProviderSchema({ source, schema }: ProviderPackage, folder: string): void {
  const document: unknown = JSON.parse(gunzipSync(readFileSync(schema)).toString());
  const found = Object.entries(objectAt({ document }, 'document', 'provider_schemas')).find(([address]) =>
    address.endsWith(`/${source}`),
  );
  if (!found || !isJsonObject(found[1])) throw new Error(`${schema} holds no schema of ${source}.`);
  const [address, own] = found;
  const parts: Buffer[] = [];
  let offset = 0;
  const place = (part: unknown): Place => {
    const text = Buffer.from(JSON.stringify(part));
    parts.push(text);
    offset += text.length;
    return [offset - text.length, text.length];
  };
  const placed = (kind: string): Readonly<Record<string, Place>> =>
    Object.fromEntries(Object.entries(objectAt(own, kind)).map(([type, part]) => [type, place(part)]));
  const index = {
    address,
    provider: place(partOf(own, 'provider')),
    functions: place(partOf(own, 'functions')),
    resources: placed('resource_schemas'),
    dataSources: placed('data_source_schemas'),
    ephemeral: placed('ephemeral_resource_schemas'),
  };
  writeFileSync(join(folder, 'schema.json'), Buffer.concat(parts));
  writeFileSync(join(folder, 'schema-index.json'), JSON.stringify(index));
}

function partOf(schema: JsonObject, name: string): unknown {
  return schema[name] ?? {};
}
