import { declarationFolder } from '../clusters/cluster-file';
import { type NotEvaluated, notEvaluated } from '../not-evaluated';
import type { RepositoryFiles } from '../repository/files';
import { parseYamlDocuments, YamlError } from '../yaml-documents';

/** The files of the declaration folders that nobody can read: what they say is not known, and so never "nothing". */
export async function unreadDeclarations(files: RepositoryFiles): Promise<readonly NotEvaluated[]> {
  const found: NotEvaluated[] = [];
  const wanted = (await files.list()).filter(
    ({ path }) => declarationFolder.test(path) && /\.ya?ml$/.test(path),
  );
  await files.read(wanted, ({ path: file }, content) => {
    try {
      parseYamlDocuments(content.toString('utf8'));
    } catch (error) {
      if (!(error instanceof YamlError)) throw error;
      found.push(notEvaluated({ file, line: error.line, reason: error.message }));
    }
  });
  return found;
}
