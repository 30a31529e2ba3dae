import { isMapping, type Mapping } from './yaml-documents';

/**
 * Stands for a value that is not shown. It is valid base64 too, so that redacted manifests can be read by whatever
 * reads Secrets.
 */
export const redacted = 'redacted';

/** The copy of an object that `kubectl apply` keeps in an annotation, the values of a Secret with it. */
const lastApplied = 'kubectl.kubernetes.io/last-applied-configuration';

/** An object as it may be shown: of a Secret the names of its keys, but no value. */
export function redact(object: Mapping): Mapping {
  if (!isSecret(object)) return object;
  const copy: Record<string, unknown> = { ...object };
  for (const field of ['data', 'stringData']) {
    if (field in copy) copy[field] = redactValues(copy[field]);
  }
  if (isMapping(copy.metadata)) copy.metadata = redactMetadata(copy.metadata);
  return copy;
}

/** A text about an object, without the Secret's values that it may quote. */
export function redactText(text: string, object: Mapping): string {
  if (!isSecret(object)) return text;
  const plain = ['data', 'stringData'].flatMap((field) => texts(object[field]));
  const decoded = texts(object.data).map((value) => Buffer.from(value, 'base64').toString('utf8'));
  return [...plain, ...decoded]
    .filter((value) => value.length >= 3)
    .sort((a, b) => b.length - a.length)
    .reduce((result, value) => result.replaceAll(value, redacted), text);
}

function isSecret(object: Mapping): boolean {
  return object.kind === 'Secret' && object.apiVersion === 'v1';
}

function redactValues(values: unknown): unknown {
  if (!isMapping(values)) return values === undefined || values === null ? values : redacted;
  return Object.fromEntries(Object.keys(values).map((key) => [key, redacted]));
}

function redactMetadata(metadata: Mapping): Mapping {
  const { annotations } = metadata;
  if (!isMapping(annotations) || !(lastApplied in annotations)) return metadata;
  return { ...metadata, annotations: { ...annotations, [lastApplied]: redacted } };
}

function texts(values: unknown): readonly string[] {
  return isMapping(values) ? Object.values(values).filter((value) => typeof value === 'string') : [];
}
