import type { FileEntry, RepositoryFiles } from '../repository/files';
import { parseYamlDocuments, type YamlDocument, YamlError } from '../yaml-documents';
import { readApplicationFile } from './application-file';
import { type ArgoReading, argoMarks, readArgoDocument } from './argo-document';
import type { Candidate, Reading } from './candidate';
import type { ClusterElsewhere, ClusterProblem } from './cluster';
import { declarationFolder, readClusterFile } from './cluster-file';
import { readFluxRoots, syncFileEntry } from './flux-root';
import { ReadingMemory } from './reading-memory';
import { mayApplyItself, readSelfApplied, type SelfApplied } from './self-applied';

/** Larger files declare no cluster; the engine has a cap of its own for what it renders. */
const maxBytes = 10 * 1024 * 1024;

/** One of these stands in every file that can declare a root of Flux, so that only those are parsed. */
const marks = ['name: flux-system', 'FluxInstance', 'instance:', '"flux-system"', "'flux-system'"];
const markBytes = marks.map((mark) => Buffer.from(mark));

/** A reference to a source, whose name most Kustomizations have and roots only beside their own. */
const sourceReference = /^([ \t]*)sourceRef:[ \t]*\r?\n\1([ \t]+)\w+:[^\n]*\n?(?:\1\2\w+:[^\n]*\n?)*/gm;

/** All that the files of a repository say about clusters. */
export interface Scan {
  readonly candidates: readonly Candidate[];
  readonly problems: readonly ClusterProblem[];
  readonly elsewhere: readonly ClusterElsewhere[];
  readonly argo: readonly ArgoReading[];
  readonly selfApplied: readonly SelfApplied[];
}

/** Reads every file that could say something about a cluster. */
export async function scan(files: RepositoryFiles, listing: readonly FileEntry[]): Promise<Scan> {
  const candidates: Candidate[] = [];
  const elsewhere: ClusterElsewhere[] = [];
  const argo: ArgoReading[] = [];
  const selfApplied: SelfApplied[] = [];
  const problems: ClusterProblem[] = [];
  const wanted = listing.filter(({ path }) => declarationFolder.test(path) || /\.ya?ml$/.test(path));
  for (const file of wanted) {
    if (file.size <= maxBytes || !isDeclaration(file)) continue;
    const message = `is ${file.size} bytes long, more than the ${maxBytes} that are read: move what is no declaration elsewhere`;
    problems.push({ file: file.path, message });
  }
  const small = wanted.filter((file) => file.size <= maxBytes);
  for (const reading of await memory.readAll(files, small)) {
    if ('candidate' in reading) candidates.push(reading.candidate);
    else if ('elsewhere' in reading) elsewhere.push(reading.elsewhere);
    else if ('problem' in reading) problems.push(reading.problem);
    else if ('selfApplied' in reading) selfApplied.push(reading.selfApplied);
    else argo.push(reading);
  }
  return { candidates, problems, elsewhere, argo, selfApplied };
}

type ScanReading = Reading | ArgoReading | { readonly selfApplied: SelfApplied };

const memory = new ReadingMemory<ScanReading>(readFile);

function isDeclaration({ path }: FileEntry): boolean {
  return declarationFolder.test(path) || syncFileEntry(path) !== undefined;
}

function readFile(file: string, content: Buffer): readonly ScanReading[] {
  const declared = declarationFolder.test(file);
  const entry = syncFileEntry(file);
  const marked = mayDeclareRoot(content);
  const ofArgo = !declared && argoMarks.some((mark) => content.includes(mark));
  const ofItself = !declared && mayApplyItself(file, content);
  if (!declared && entry === undefined && !marked && !ofArgo && !ofItself) return [];
  let readings: readonly ScanReading[];
  try {
    const read = declared ? readDeclaration : readFluxRoots;
    readings = parseYamlDocuments(content.toString('utf8')).flatMap((document) => [
      ...read(document, file),
      ...(ofArgo ? readArgoDocument(document, file) : []),
      ...(ofItself ? readSelfApplied(document, file) : []),
    ]);
  } catch (error) {
    if (!(error instanceof YamlError)) throw error;
    // What has nothing to do with a cluster's root is the renderer's to complain about, with its own parser; and a
    // README may well lie in .securitytower.
    if (entry === undefined && !(declared && content.includes('apiVersion'))) return [];
    readings = [{ problem: { file, line: error.line, message: `is not valid YAML: ${error.message}` } }];
  }
  const saidByPlace = entry !== undefined && !readings.some((reading) => 'candidate' in reading);
  if (!saidByPlace) return readings.map((reading) => asSyncFile(reading, entry !== undefined));
  return [...readings, { candidate: { origin: 'gotk-sync', entry, declaredAt: { file, line: 1 } } }];
}

function mayDeclareRoot(content: Buffer): boolean {
  if (!markBytes.some((mark) => content.includes(mark))) return false;
  const text = content.toString('utf8').replace(sourceReference, '');
  return marks.some((mark) => text.includes(mark));
}

function readDeclaration(document: YamlDocument, file: string): readonly Reading[] {
  return [readClusterFile(document, file) ?? [], readApplicationFile(document, file)].flat();
}

function asSyncFile(reading: ScanReading, isSyncFile: boolean): ScanReading {
  if (!isSyncFile || !('candidate' in reading)) return reading;
  return { candidate: { ...reading.candidate, origin: 'gotk-sync' } };
}
