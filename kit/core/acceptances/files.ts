import {
  type AcceptanceFile,
  parseAcceptances,
  type ParsedAcceptances,
} from '../../../policies/acceptance/parse-acceptances';
import { declarationFolder } from '../clusters/cluster-file';
import type { RepositoryFiles } from '../repository/files';

const largest = 1024 * 1024;

/** Reads the acceptances of a repository: every YAML file in `.securitytower/` and `.phylake/` counts. */
export async function readAcceptances(files: RepositoryFiles): Promise<ParsedAcceptances> {
  const wanted = (await files.list()).filter(
    ({ path, size }) => declarationFolder.test(path) && /\.ya?ml$/.test(path) && size <= largest,
  );
  const read: AcceptanceFile[] = [];
  await files.read(wanted, (file, content) => read.push({ path: file.path, text: content.toString('utf8') }));
  return parseAcceptances(read.sort((a, b) => (a.path < b.path ? -1 : 1)));
}
