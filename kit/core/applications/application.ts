import type { ChartVersion } from './version';

/** How far a stage is behind the one that it is promoted from. Part of the public JSON. */
export interface Behind {
  /** Commits of the previous stage that it has not got. */
  readonly commits: number;
  /** Whole days since the first of them, 0 when there is none. */
  readonly days: number;
  /** When the first of them came, ISO 8601 in UTC; null when there is none. */
  readonly since: string | null;
}

/** One application in one stage on one cluster. Part of the public JSON. */
export interface ApplicationStage {
  readonly name: string;
  readonly cluster: string;
  readonly path: string;
  readonly targetNamespace: string | null;
  readonly previousStage: string | null;
  /** References as they are written; empty for one that runs none, or that is not known. */
  readonly images: readonly string[];
  readonly charts: readonly ChartVersion[];
  /** `unknown`: what runs there could not be read, and `notEvaluated` says why. */
  readonly state: 'known' | 'unknown';
  /** The repository of its resources, as the workspace or the file names it; null for the only one. */
  readonly repository: string | null;
  /** What is pinned; null: it follows the revision that is read. */
  readonly revision: string | null;
  /** The last commit that changed its folder; null where Git does not know one. */
  readonly lastChange: { readonly commit: string; readonly date: string } | null;
  /** Null where there is no previous stage, or nothing by which to compare them. */
  readonly behind: Behind | null;
  /** Whether it runs what the previous stage has never had; null where nobody can tell. */
  readonly skipped: boolean | null;
  readonly file: string | null;
  readonly line: number | null;
}

/** The public JSON of `fleetkeep get applications`. */
export interface ApplicationOverview {
  readonly name: string;
  readonly owner: string | null;
  readonly securityLevel: string | null;
  /** Whether somebody declared it, or it is read off Flux's objects. */
  readonly source: 'file' | 'flux';
  readonly labels: Readonly<Record<string, string>>;
  /** In the order of promotion. */
  readonly stages: readonly ApplicationStage[];
}
