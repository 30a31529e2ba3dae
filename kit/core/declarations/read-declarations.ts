import { declarationFolder } from '../clusters/cluster-file';
import type { RepositoryFiles } from '../repository/files';
import { parseYamlDocuments, textAt, type YamlDocument, YamlError } from '../yaml-documents';

/** A document of `.securitytower/`: what the fleet and its tools say about it as data. */
export interface Declaration {
  readonly kind: string;
  readonly name: string;
  /** Relative to the root of the repository. */
  readonly file: string;
  readonly document: YamlDocument;
}

/** Larger files are no declarations. */
const maxBytes = 1024 * 1024;

/**
 * Reads every named document of the declaration folders, whatever a file is called. One that is no YAML is left out: whoever looks for clusters
 * reports it.
 */
export async function readDeclarations(files: RepositoryFiles): Promise<readonly Declaration[]> {
  const found: Declaration[] = [];
  const wanted = (await files.list()).filter(
    ({ path, size }) => declarationFolder.test(path) && size <= maxBytes,
  );
  await files.read(wanted, ({ path }, content) => {
    for (const document of documentsOf(content.toString('utf8'))) {
      const kind = textAt(document.value, 'kind');
      const name = textAt(document.value, 'metadata', 'name');
      if (kind !== undefined && name !== undefined) found.push({ kind, name, file: path, document });
    }
  });
  return found;
}

function documentsOf(text: string): readonly YamlDocument[] {
  try {
    return parseYamlDocuments(text);
  } catch (error) {
    if (error instanceof YamlError) return [];
    throw error;
  }
}
