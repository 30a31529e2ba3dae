import type { Location } from '../../engine-client/protocol';
import { at, isMapping, listAt, type Mapping, textAt, type YamlDocument } from '../yaml-documents';

/** Servers and names by which Argo CD means the cluster that it runs in. */
export const argoHere = ['https://kubernetes.default.svc', 'in-cluster'];

/** An Application or ApplicationSet of Argo CD, as far as a file says it. */
export interface ArgoDocument {
  readonly kind: 'Application' | 'ApplicationSet';
  readonly name: string;
  readonly declaredAt: Location;
  /** Folders of Git repositories that it applies; of an ApplicationSet also patterns of such, as in a shell. */
  readonly paths: readonly ArgoPath[];
  /** Servers or names of the clusters that its objects go to; a template stays as it is written. */
  readonly destinations: readonly string[];
}

export interface ArgoPath {
  /** Relative to the root of its repository. */
  readonly path: string;
  /** Whether folders below count, too, where the folder has plain manifests. */
  readonly recurse: boolean;
}

/** A Secret that registers a cluster with Argo CD. */
export interface ArgoCluster {
  readonly name: string;
  readonly server: string;
  readonly labels: unknown;
}

/** What a document says about what Argo CD delivers. */
export type ArgoReading = { readonly argo: ArgoDocument } | { readonly argoCluster: ArgoCluster };

/** One of these stands in every file that says something about what Argo CD delivers. */
export const argoMarks = ['argoproj.io/v1alpha1', 'argocd.argoproj.io/secret-type'].map((mark) =>
  Buffer.from(mark),
);

/** Nothing for documents of other kinds. */
export function readArgoDocument(document: YamlDocument, file: string): readonly ArgoReading[] {
  const { value } = document;
  if (value.kind === 'Secret') return readCluster(value);
  if (value.apiVersion !== 'argoproj.io/v1alpha1') return [];
  const declaredAt = { file, line: document.lineOf('kind') };
  const name = textAt(value, 'metadata', 'name') ?? '';
  const spec = at(value, 'spec');
  if (value.kind === 'Application')
    return [
      {
        argo: {
          kind: 'Application',
          name,
          declaredAt,
          paths: pathsOf(spec),
          destinations: [destinationOf(spec)],
        },
      },
    ];
  if (value.kind !== 'ApplicationSet') return [];
  const template = at(spec, 'template', 'spec');
  return [
    {
      argo: {
        kind: 'ApplicationSet',
        name,
        declaredAt,
        paths: [...pathsOf(template), ...patternsOf(spec)],
        destinations: filledIn(destinationOf(template), spec),
      },
    },
  ];
}

function readCluster(value: Mapping): readonly ArgoReading[] {
  const labels = at(value, 'metadata', 'labels');
  if (!isMapping(labels) || labels['argocd.argoproj.io/secret-type'] !== 'cluster') return [];
  const read = (key: string): string => {
    const plain = textAt(value, 'stringData', key);
    return plain ?? Buffer.from(textAt(value, 'data', key) ?? '', 'base64').toString('utf8');
  };
  const [name, server] = [read('name'), read('server')];
  return name === '' || server === '' ? [] : [{ argoCluster: { name, server, labels } }];
}

function pathsOf(spec: unknown): readonly ArgoPath[] {
  const sources = listAt(spec, 'sources');
  return (sources.length > 0 ? sources : [at(spec, 'source')]).flatMap((source) => {
    const path = textAt(source, 'path');
    if (path === undefined || at(source, 'chart') !== undefined || path.includes('{{')) return [];
    return [{ path, recurse: at(source, 'directory', 'recurse') === true }];
  });
}

/** The folders that generators list, and those that hold what they make of it. */
function patternsOf(spec: unknown): readonly ArgoPath[] {
  return generatorsOf(spec).flatMap((generator) =>
    listAt(generator, 'git', 'directories').flatMap((one) => {
      const path = at(one, 'exclude') === true ? undefined : textAt(one, 'path');
      return path === undefined ? [] : [{ path, recurse: true }];
    }),
  );
}

/** Those of a set and those within others. */
function generatorsOf(parent: unknown): readonly unknown[] {
  return listAt(parent, 'generators').flatMap((generator) => [
    generator,
    ...generatorsOf(at(generator, 'matrix')),
    ...generatorsOf(at(generator, 'merge')),
  ]);
}

function destinationOf(spec: unknown): string {
  const [server = ''] = argoHere;
  return textAt(spec, 'destination', 'server') ?? textAt(spec, 'destination', 'name') ?? server;
}

const parameter = /^\{\{\s*\.?([\w.-]+)\s*\}\}$/;

/** The destinations that the elements of list generators make of a template; without any the template itself. */
function filledIn(destination: string, spec: unknown): readonly string[] {
  const name = parameter.exec(destination)?.[1];
  if (name === undefined) return [destination];
  const found = generatorsOf(spec)
    .flatMap((generator) => listAt(generator, 'list', 'elements'))
    .flatMap((element) => textAt(element, ...name.split('.')) ?? textAt(element, name) ?? []);
  return found.length === 0 ? [destination] : [...new Set(found)];
}
