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

/** A document of a declaration folder that says a kind. */
export type DeclarationDocument = Pick<Declaration, 'kind' | 'file' | 'document'>;

/**
 * Reads every document of the declaration folders that says a kind, whatever a file is called. One that is no YAML is left
 * out: `unreadDeclarations` names it, and so does whoever looks for clusters.
 *
 * @param kinds only documents of these kinds; a file that names none of them is not parsed
 */
export async function readDeclarationDocuments(
  files: RepositoryFiles,
  kinds?: readonly string[],
): Promise<readonly DeclarationDocument[]> {
  const found: DeclarationDocument[] = [];
  const wanted = (await files.list()).filter(
    ({ path, size }) => declarationFolder.test(path) && size <= maxBytes,
  );
  await files.read(wanted, ({ path }, content) => {
    const text = content.toString('utf8');
    if (kinds?.some((kind) => text.includes(kind)) === false) return;
    for (const document of documentsOf(text)) {
      const kind = textAt(document.value, 'kind');
      if (kind !== undefined && kinds?.includes(kind) !== false) found.push({ kind, file: path, document });
    }
  });
  return found;
}

/** The documents of the declaration folders that have a name, of all kinds or of these. */
export async function readDeclarations(
  files: RepositoryFiles,
  kinds?: readonly string[],
): Promise<readonly Declaration[]> {
  return (await readDeclarationDocuments(files, kinds)).flatMap((one) => {
    const name = textAt(one.document.value, 'metadata', 'name');
    return name === undefined ? [] : [{ ...one, name }];
  });
}

function documentsOf(text: string): readonly YamlDocument[] {
  try {
    return parseYamlDocuments(text);
  } catch (error) {
    if (error instanceof YamlError) return [];
    throw error;
  }
}
