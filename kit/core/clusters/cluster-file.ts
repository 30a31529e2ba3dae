import { labelsOf } from '../labels';
import { at, textAt, type YamlDocument } from '../yaml-documents';
import type { Reading } from './candidate';
import type { ClusterDescription } from './cluster';
import { entryPath } from './entry-path';

/** The folders of the control centre and of its successor: every file in them counts, whatever its name. */
export const declarationFolder = /(^|\/)\.(securitytower|phylake)\//;

const apiVersions = ['securitytower.io/v1alpha1', 'phylake.io/v1alpha1'];

/** The `kind: Cluster` files of the original product, and our `spec.delivery`. Undefined for other documents. */
export function readClusterFile(document: YamlDocument, file: string): Reading | undefined {
  const { value } = document;
  if (value.kind !== 'Cluster') return undefined;
  const here = { file, line: document.lineOf('metadata', 'name') };
  const name = textAt(value, 'metadata', 'name');
  if (name === undefined)
    return { problem: { ...here, message: 'Cluster without metadata.name: give it a name' } };
  if (!apiVersions.includes(String(value.apiVersion))) {
    const message = `Cluster ${name} has the apiVersion '${String(value.apiVersion)}': write ${apiVersions[0]}`;
    return { problem: { cluster: name, ...here, line: document.lineOf('apiVersion'), message } };
  }
  const engine = textAt(value, 'spec', 'delivery', 'engine');
  if (engine !== undefined && engine !== 'flux' && engine !== 'argo-cd') {
    const message = `Cluster ${name} is delivered by '${engine}': write flux or argo-cd`;
    return { problem: { cluster: name, file, line: document.lineOf('spec', 'delivery', 'engine'), message } };
  }
  const written = textAt(value, 'spec', 'delivery', 'entry');
  const entry = written === undefined ? undefined : entryPath(written);
  if (written !== undefined && entry === undefined) {
    const message = `Cluster ${name} has the entry '${written}', which leads out of the repository: give a folder in it`;
    return { problem: { cluster: name, file, line: document.lineOf('spec', 'delivery', 'entry'), message } };
  }
  return {
    candidate: {
      origin: 'cluster-file',
      name,
      entry,
      delivery: engine,
      declaredAt: here,
      description: describe(document),
    },
  };
}

function describe({ value }: YamlDocument): ClusterDescription {
  const labelled = (name: string): string | undefined =>
    textAt(value, 'metadata', 'labels', `fleetkeep.dev/${name}`) ??
    textAt(value, 'metadata', 'annotations', `fleetkeep.dev/${name}`);
  return {
    stage: labelled('stage'),
    kubernetesVersion: labelled('kubernetes-version'),
    location: textAt(value, 'spec', 'configuration', 'geographicLocation'),
    labels: labelsOf(at(value, 'metadata', 'labels')),
  };
}
