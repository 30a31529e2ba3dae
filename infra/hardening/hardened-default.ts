import type { ResolvedCluster } from '../../fleet/resolved-fleet';
import type { Control } from '../../fleet/hardening-controls';

/** What one argument of a resource must be in the final Terraform JSON. */
export type Expectation =
  | { readonly path: string; readonly is: string | number | boolean }
  | { readonly path: string; readonly oneOf: readonly string[] }
  | { readonly path: string; readonly atLeast: number }
  /** Anything but nothing: most are references, whose value Azure gives. */
  | { readonly path: string; readonly isSet: true }
  | { readonly path: string; readonly isAbsent: true };

/** Which stack a hardened default is in: a hub and the state have no exceptions. */
export type HardenedPlace = 'cluster' | 'hub' | 'state';

/**
 * One hardened default: what an auditor asks for by a control's name, as arguments of a Terraform resource. The
 * validation of the final JSON, the hardening page and the scanner's test read the same row.
 */
export interface HardenedDefault {
  /** Names the row. One that can be given up has its control's id. */
  readonly id: string;
  readonly title: string;
  readonly place: HardenedPlace;
  /** Terraform resource type. */
  readonly type: string;
  /**
   * `every`: all resources of the type, of which there is at least one. `each`: all, if there are any. `some`: one of
   * them is enough.
   *
   * @default 'every'
   */
  readonly among?: 'every' | 'each' | 'some';
  /** For a cluster's default by what the cluster chose. */
  readonly expect: readonly Expectation[] | ((cluster: ResolvedCluster) => readonly Expectation[]);
  /** The exception by which a cluster goes without. @default - it cannot be given up */
  readonly exception?: Control;
  /** Sections of the CIS AKS Benchmark 1.7. */
  readonly cis?: readonly string[];
  /** Ids of checkov (`CKV_AZURE_5`) and Trivy (`AZU-0042`). */
  readonly scanners?: readonly string[];
  /** The file of ours that sets it. */
  readonly setIn: string;
}

/** What a row asks of a cluster, or of a hub or state, which choose nothing. */
export function expectationsOf(row: HardenedDefault, cluster?: ResolvedCluster): readonly Expectation[] {
  if (typeof row.expect !== 'function') return row.expect;
  if (cluster === undefined) throw new Error(`${row.id}: only a cluster's stack knows its choices`);
  return row.expect(cluster);
}
