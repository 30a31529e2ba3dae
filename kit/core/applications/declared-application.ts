import { type DeclarationDocument, readDeclarationDocuments } from '../declarations/read-declarations';
import { labelsOf } from '../labels';
import { type NotEvaluated, notEvaluated } from '../not-evaluated';
import type { RepositoryFiles } from '../repository/files';
import { at, textAt } from '../yaml-documents';
import { entryPath } from '../clusters/entry-path';

/** A stage as an Application file says it. */
export interface DeclaredStage {
  readonly name: string;
  /** The cluster that it runs in; without a repository one of the same repository. */
  readonly cluster: { readonly repository?: string; readonly name: string };
  readonly resources: {
    /** @default - the cluster's */
    readonly repository?: string;
    /** Branch, tag or commit. @default - what the cluster is read at */
    readonly revision?: string;
    /** `./tenants/shop`, relative to the root of the repository. */
    readonly path: string;
  };
  readonly targetNamespace?: string;
  readonly previousStage?: string;
  readonly line: number;
  /** Of `previousStage`, else of the stage. */
  readonly previousLine: number;
}

/** An application as somebody declared it. Plain data: it is kept between runs. */
export interface DeclaredApplication {
  readonly name: string;
  readonly owner: string | null;
  readonly securityLevel: string | null;
  readonly labels: Readonly<Record<string, string>>;
  readonly file: string;
  readonly line: number;
  readonly stages: readonly DeclaredStage[];
}

/** What the declaration folders say about applications. */
export interface DeclaredApplications {
  readonly applications: readonly DeclaredApplication[];
  /** Files that say an application and are not understood. */
  readonly notEvaluated: readonly NotEvaluated[];
}

/** Of the original product, over its names. */
const groups = ['securitytower.io', 'phylake.io'];

/** Reads the Application files of `.securitytower/` and `.phylake/`. */
export async function readApplications(files: RepositoryFiles): Promise<DeclaredApplications> {
  const applications: DeclaredApplication[] = [];
  const hidden: NotEvaluated[] = [];
  for (const declaration of await readDeclarationDocuments(files, ['Application'])) {
    const { application, problems } = read(declaration);
    if (application !== undefined) applications.push(application);
    for (const { line, reason } of problems)
      hidden.push(notEvaluated({ file: declaration.file, line, reason }));
  }
  return { applications, notEvaluated: hidden };
}

interface Problem {
  readonly line: number;
  readonly reason: string;
}

function read({ file, document }: DeclarationDocument): {
  readonly application?: DeclaredApplication;
  readonly problems: readonly Problem[];
} {
  const { value } = document;
  const apiVersion = String(value.apiVersion);
  const [group = ''] = apiVersion.split('/');
  if (!groups.includes(group)) {
    const reason = `Application has the apiVersion '${apiVersion}': write ${groups[0]}/v1alpha1`;
    return { problems: [{ line: document.lineOf('apiVersion'), reason }] };
  }
  const name = textAt(value, 'metadata', 'name');
  if (name === undefined)
    return {
      problems: [{ line: document.line, reason: 'Application without metadata.name: give it a name' }],
    };
  const written = at(value, 'spec', 'stages');
  const problems: Problem[] = [];
  if (written !== undefined && !Array.isArray(written)) {
    const reason = `application ${name}: spec.stages is no list: write one entry for each stage`;
    problems.push({ line: document.lineOf('spec', 'stages'), reason });
  }
  const stages = (Array.isArray(written) ? written : []).flatMap((stage: unknown, index) => {
    const lineOf = (...path: readonly string[]): number =>
      document.lineOf('spec', 'stages', String(index), ...path);
    const said = readStage(name, stage, index, lineOf);
    if ('reason' in said) problems.push(said);
    return 'reason' in said ? [] : [said];
  });
  const application: DeclaredApplication = {
    name,
    owner: textAt(value, 'spec', 'applicationOwner') ?? null,
    securityLevel: textAt(value, 'spec', 'securityLevel') ?? null,
    labels: labelsOf(at(value, 'metadata', 'labels')),
    file,
    line: document.lineOf('metadata', 'name'),
    stages,
  };
  return { application, problems };
}

function readStage(
  application: string,
  stage: unknown,
  index: number,
  lineOf: (...path: readonly string[]) => number,
): DeclaredStage | Problem {
  const name = textAt(stage, 'name');
  const at0 = `application ${application}, stage ${name ?? `number ${index + 1}`}`;
  const missing = (field: string, fix: string): Problem => ({
    line: lineOf(),
    reason: `${at0}: ${field} is missing: ${fix}`,
  });
  if (name === undefined) return missing('name', 'give the stage a name');
  const cluster = textAt(stage, 'cluster', 'name');
  if (cluster === undefined) return missing('cluster.name', 'name the cluster that the stage runs in');
  const path = textAt(stage, 'resources', 'path');
  if (path === undefined) return missing('resources.path', 'name the folder of its resources');
  const inside = entryPath(path);
  if (inside === undefined) {
    const reason = `${at0}: resources.path '${path}' leads out of the repository: give a folder in it`;
    return { line: lineOf('resources', 'path'), reason };
  }
  return {
    name,
    cluster: { repository: textAt(stage, 'cluster', 'repository'), name: cluster },
    resources: {
      repository: textAt(stage, 'resources', 'repository'),
      revision: textAt(stage, 'resources', 'revision'),
      path: inside,
    },
    targetNamespace: textAt(stage, 'targetNamespace'),
    previousStage: textAt(stage, 'previousStage'),
    line: lineOf('name'),
    previousLine: lineOf('previousStage'),
  };
}
