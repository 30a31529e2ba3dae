import type { Location } from '../../engine-client/protocol';
import type { FileEntry, RepositoryFiles } from '../repository/files';
import {
  at,
  type Mapping,
  parseYamlDocuments,
  textAt,
  type YamlDocument,
  YamlError,
} from '../yaml-documents';
import { ReadingMemory } from './reading-memory';

/** A Kustomization of Flux, as a file declares it. */
export interface FluxKustomization {
  readonly declaredAt: Location & { readonly file: string };
  /** `spec.path` as it is written; its default is the root. */
  readonly path: string;
  /** `Kind/namespace/name`; undefined of what only patches one. */
  readonly source?: string;
}

/** A source of Flux, as a file declares it. */
export interface FluxSource {
  /** `Kind/namespace/name`. */
  readonly id: string;
  readonly file: string;
  readonly url?: string;
}

/** What a document says about what Flux applies, and from where. */
export type FluxReading = { readonly kustomization: FluxKustomization } | { readonly source: FluxSource };

/** What all files of a repository say of it. */
export interface FluxDocuments {
  readonly kustomizations: readonly FluxKustomization[];
  readonly sources: readonly FluxSource[];
}

/** The beginning of a version stands in every file that declares a Kustomization or source; Flux's own CRDs name groups only. */
const marks = ['kustomize', 'source'].map((group) => Buffer.from(`${group}.toolkit.fluxcd.io/v`));

/** Whether a file may declare something that is read here, so that only those are parsed. */
export function mayBeOfFlux(content: Buffer): boolean {
  return marks.some((mark) => content.includes(mark));
}

const maxBytes = 1024 * 1024;

/** Nothing for documents of other kinds. */
export function readFluxDocument(document: YamlDocument, file: string): readonly FluxReading[] {
  const { value } = document;
  const api = String(value.apiVersion).split('/')[0];
  if (api === 'kustomize.toolkit.fluxcd.io' && value.kind === 'Kustomization') {
    const declaredAt = { file, line: document.lineOf('kind') };
    const path = textAt(value, 'spec', 'path') ?? './';
    return [{ kustomization: { declaredAt, path, source: sourceOf(value) } }];
  }
  const name = textAt(value, 'metadata', 'name');
  if (api !== 'source.toolkit.fluxcd.io' || name === undefined) return [];
  const id = `${String(value.kind)}/${namespaceOf(value)}/${name}`;
  return [{ source: { id, file, url: textAt(value, 'spec', 'url') } }];
}

/** Reads every file that declares something of Flux. */
export async function readFluxDocuments(
  files: RepositoryFiles,
  listing: readonly FileEntry[],
): Promise<FluxDocuments> {
  const wanted = listing.filter(({ path, size }) => size <= maxBytes && /\.ya?ml$/.test(path));
  const readings = await memory.readAll(files, wanted);
  return {
    kustomizations: readings.flatMap((one) => ('kustomization' in one ? [one.kustomization] : [])),
    sources: readings.flatMap((one) => ('source' in one ? [one.source] : [])),
  };
}

const memory = new ReadingMemory<FluxReading>((path, content) => {
  if (!mayBeOfFlux(content)) return [];
  try {
    return parseYamlDocuments(content.toString('utf8')).flatMap((document) =>
      readFluxDocument(document, path),
    );
  } catch (error) {
    // The renderer reads it too, and tells what is wrong with it.
    if (error instanceof YamlError) return [];
    throw error;
  }
});

function sourceOf(value: Mapping): string | undefined {
  const reference = at(value, 'spec', 'sourceRef');
  const name = textAt(reference, 'name');
  if (name === undefined) return undefined;
  const kind = textAt(reference, 'kind') ?? 'GitRepository';
  return `${kind}/${textAt(reference, 'namespace') ?? namespaceOf(value)}/${name}`;
}

/** Where none is written, the folder's kustomization file or the parent gives one; of a root it is Flux's own. */
function namespaceOf(value: Mapping): string {
  return textAt(value, 'metadata', 'namespace') ?? 'flux-system';
}
