import type { DocumentReader } from './document-reader';
import { acceptancePatterns as patterns, metadataFields } from './fields';
import {
  acceptanceApiVersion,
  type AcceptanceTarget,
  categories,
  type RiskAcceptance,
} from './risk-acceptance';

const anyText = new RegExp(patterns.text);

/** What every acceptance says, whatever it is about: who answers for it, why, and until when. */
export type Decision = Pick<
  RiskAcceptance,
  'name' | 'category' | 'owner' | 'reason' | 'ticket' | 'createdAt' | 'expiresAt'
>;

/** Reads what every acceptance says, and refuses fields of `spec` that are not known. */
export function readDecision(reader: DocumentReader, specFields: readonly string[]): Decision {
  reader.fields([], ['apiVersion', 'kind', 'metadata', 'spec']);
  reader.fields(['metadata'], metadataFields);
  reader.fields(['spec'], specFields);
  reader.text(['apiVersion'], new RegExp(`^${acceptanceApiVersion}$`), `write ${acceptanceApiVersion}`);
  return {
    createdAt: reader.moment(
      ['spec', 'createdAt'],
      'write a day or a moment in UTC, e.g. 2026-01-31 or 2026-01-31T09:00:00Z',
    ),
    expiresAt: reader.moment(
      ['spec', 'expiresAt'],
      'an accepted risk ends: write a day or a moment in UTC, e.g. 2026-01-31',
    ),
    name: reader.text(
      ['metadata', 'name'],
      new RegExp(patterns.name),
      "write a name of letters, digits and hyphens, e.g. 'ra-0042'",
    ),
    category: reader.text(
      ['spec', 'category'],
      new RegExp(`^(${categories.join('|')})$`),
      `write one of ${categories.join(', ')}`,
    ) as RiskAcceptance['category'],
    owner: reader.text(['spec', 'owner'], anyText, 'write who answers for the risk'),
    reason: reader.text(['spec', 'reason'], anyText, 'write why the risk may be taken'),
    ticket: reader.text(['spec', 'ticket'], anyText, 'write where the decision is recorded'),
  };
}

/** Reads the clusters or stages that an acceptance holds in. */
export function readScope(reader: DocumentReader): Pick<AcceptanceTarget, 'clusters' | 'stages'> {
  const target = ['spec', 'target'];
  const clusters = reader.names([...target, 'clusters'], "write a list of clusters, e.g. ['prod-weu']");
  const stages = reader.names([...target, 'stages'], "write a list of stages, e.g. ['prod']");
  if ((clusters === undefined) === (stages === undefined)) {
    const problem =
      clusters === undefined ? 'names neither clusters nor stages' : 'names clusters and stages';
    reader.refuse(target, `spec.target ${problem}; write one of them, e.g. clusters: [prod-weu]`);
  }
  return { ...(clusters === undefined ? {} : { clusters }), ...(stages === undefined ? {} : { stages }) };
}
