import { YamlError, isMapping, parseYamlDocuments, textAt, at } from '../yaml-documents';
import { readCycloneDx } from './formats/cyclonedx';
import { readGrype } from './formats/grype';
import { isOpenVex, readOpenVex } from './formats/openvex';
import { readSarif } from './formats/sarif';
import { readTrivy } from './formats/trivy';
import { readVulnerabilityReports } from './formats/vulnerability-report';
import { type Import, ReportError } from './scan-report';

/**
 * Reads a report by what it says it is, whatever its file is called.
 *
 * @returns one import an image
 * @throws ReportError for what is no report, or names no image
 */
export function readReport(text: string): readonly Import[] {
  const imports = documentsIn(text).flatMap((document) => {
    const read = readers.find(({ fits }) => fits(document))?.read;
    if (read === undefined)
      throw new ReportError(
        'is none of the reports that are known: JSON of Trivy (trivy image --format json) or Grype (grype -o json), SARIF, CycloneDX, OpenVEX, or VulnerabilityReports of trivy-operator',
      );
    return read(document);
  });
  if (imports.length === 0) throw new ReportError('holds no report');
  for (const one of imports) {
    if (one.kind === 'scan' && one.image === null && one.digests.length === 0)
      throw new ReportError(
        'does not say of which image it is: scan it by its reference, not from a file or folder',
      );
    if (one.kind === 'vex' && one.statements.length === 0)
      throw new ReportError(
        'has no statement about an image that it names by its digest or repository (pkg:oci/…)',
      );
  }
  return imports;
}

function documentsIn(text: string): readonly unknown[] {
  const isJson = /^\s*[{[]/.test(text);
  try {
    const document = isJson ? (JSON.parse(text) as unknown) : undefined;
    if (document !== undefined) return Array.isArray(document) ? document : [document];
  } catch (error) {
    // The parser's own words quote what stands there.
    const where = / at position \d+/.exec(error instanceof Error ? error.message : '')?.[0] ?? '';
    throw new ReportError(`is not valid JSON${where}`);
  }
  try {
    return parseYamlDocuments(text).map(({ value }) => value);
  } catch (error) {
    if (!(error instanceof YamlError)) throw error;
    throw new ReportError(`is neither JSON nor YAML: line ${error.line}: ${error.message}`);
  }
}

const readers: readonly {
  readonly fits: (document: unknown) => boolean;
  readonly read: (document: unknown) => readonly Import[];
}[] = [
  { fits: isOpenVex, read: readOpenVex },
  { fits: (document) => textAt(document, 'bomFormat') === 'CycloneDX', read: readCycloneDx },
  {
    fits: (document) => Array.isArray(at(document, 'runs')) && textAt(document, 'version') === '2.1.0',
    read: readSarif,
  },
  {
    fits: (document) => Array.isArray(at(document, 'matches')) && isMapping(at(document, 'source')),
    read: readGrype,
  },
  {
    fits: (document) => at(document, 'SchemaVersion') === 2 && textAt(document, 'ArtifactName') !== undefined,
    read: readTrivy,
  },
  {
    fits: (document) =>
      /^(VulnerabilityReport(List)?|List)$/.test(textAt(document, 'kind') ?? '') &&
      (textAt(document, 'kind') !== 'List' ||
        JSON.stringify(at(document, 'items')).includes('VulnerabilityReport')),
    read: readVulnerabilityReports,
  },
];
