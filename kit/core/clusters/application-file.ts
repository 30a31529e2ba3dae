import { at, isMapping, textAt, type YamlDocument } from '../yaml-documents';
import type { Reading } from './candidate';

/**
 * The clusters that an `kind: Application` file of the original product names in its stages. It says no entry: a cluster
 * file or convention has to.
 */
export function readApplicationFile(document: YamlDocument, file: string): readonly Reading[] {
  const { value } = document;
  const stages = at(value, 'spec', 'stages');
  if (value.kind !== 'Application' || !Array.isArray(stages)) return [];
  return stages.flatMap((stage: unknown, index): readonly Reading[] => {
    const name = isMapping(stage) ? textAt(stage, 'cluster', 'name') : undefined;
    if (name === undefined) return [];
    const declaredAt = { file, line: document.lineOf('spec', 'stages', String(index)) };
    const repository = textAt(stage, 'cluster', 'repository');
    if (repository !== undefined) return [{ elsewhere: { ...declaredAt, name, repository } }];
    return [{ candidate: { origin: 'application-file', name, declaredAt } }];
  });
}
