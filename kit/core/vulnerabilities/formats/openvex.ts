import type { VexDocument, VexStatement, VexStatus } from '../scan-report';
import { at, digestsIn, listAt, momentAt, ociPackage, plainPurl, textAt, textsAt } from './fields';

const statuses: readonly VexStatus['status'][] = ['not_affected', 'affected', 'fixed', 'under_investigation'];

/** OpenVEX: https://github.com/openvex/spec/blob/main/OPENVEX-SPEC.md */
export function readOpenVex(document: unknown): readonly VexDocument[] {
  return [
    {
      kind: 'vex',
      format: 'openvex',
      author: textAt(document, 'author') ?? null,
      statedAt: momentAt(document, 'last_updated') ?? momentAt(document, 'timestamp'),
      statements: listAt(document, 'statements').flatMap(statementsOf),
    },
  ];
}

function statementsOf(statement: unknown): readonly VexStatement[] {
  const status = statuses.find((one) => one === textAt(statement, 'status'));
  // The vulnerability is a text in documents before version 0.2.0.
  const name = textAt(statement, 'vulnerability', 'name') ?? textAt(statement, 'vulnerability');
  if (status === undefined || name === undefined) return [];
  const words = ['justification', 'impact_statement', 'action_statement', 'status_notes'];
  const detail = words.flatMap((field) => textAt(statement, field) ?? []).join(': ') || null;
  const ids = [...new Set([name, ...textsAt(statement, 'vulnerability', 'aliases')])];
  return listAt(statement, 'products').flatMap((product): readonly VexStatement[] => {
    const purl =
      typeof product === 'string'
        ? product
        : (textAt(product, 'identifiers', 'purl') ?? textAt(product, '@id'));
    const oci = ociPackage(purl);
    const hash = textAt(product, 'hashes', 'sha-256');
    const digest =
      oci?.digest ?? digestsIn([purl, hash === undefined ? undefined : `sha256:${hash}`])[0] ?? null;
    const repository = oci?.repository ?? null;
    if (digest === null && repository === null) return [];
    const packages = listAt(product, 'subcomponents').flatMap(
      (one) =>
        (typeof one === 'string' ? one : (textAt(one, 'identifiers', 'purl') ?? textAt(one, '@id'))) ?? [],
    );
    return [{ ids, status, detail, digest, repository, packages: packages.map(plainPurl) }];
  });
}

/** Whether a document calls itself OpenVEX. */
export function isOpenVex(document: unknown): boolean {
  const context = at(document, '@context');
  return typeof context === 'string' && context.startsWith('https://openvex.dev/ns');
}
