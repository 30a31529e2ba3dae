import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';

import { pruneDisabled } from '../flux/annotations';
import { Patch, PatchTarget } from '../kustomize/kustomization-file';
import { jsonPatch } from '../kustomize/json-patch';
import { fluxNamespace } from '../names';

/** By what Argo CD means the cluster that it runs in. */
export const localServer = 'https://kubernetes.default.svc';

/** Has Argo CD remove what an Application applied when the Application goes, and keep a project while it is in use. */
export const cascade = 'resources-finalizer.argocd.argoproj.io';

/** A folder of a Git repository. */
export interface FolderSource {
  readonly url: string;
  readonly branch: string;
  /** Relative to the root. */
  readonly path: string;
  /** @default - as the folder has it */
  readonly patches?: readonly (Omit<Patch, 'target'> & { readonly target?: SelectingTarget })[];
}

/** A patch's target by its annotations, too. */
export type SelectingTarget = PatchTarget & { readonly annotationSelector?: string };

/** A chart of a Helm repository. */
export interface ChartSource {
  readonly url: string;
  readonly chart: string;
  /** Exact: an upgrade is a commit. */
  readonly version: string;
  readonly values: Readonly<Record<string, unknown>>;
}

/** Properties of an `Application`: https://argo-cd.readthedocs.io/en/stable/operator-manual/application.yaml */
export interface ApplicationProps {
  /** @default - the construct's id */
  readonly name?: string;
  /** Name of the AppProject that bounds it. */
  readonly project: string;
  readonly source: FolderSource | ChartSource;
  /** Namespace of what says none itself. */
  readonly namespace: string;
  /** Applications of a lower wave are healthy before. */
  readonly wave: number;
  /** Whether what it applied stays when Git drops the Application, which then stays, too. @default false */
  readonly keep?: boolean;
  /** Whether it applies kinds that another Application brings. @default false */
  readonly kindsComeLater?: boolean;
  /** Fields that something else in the cluster fills in. @default - none */
  readonly ignoreDifferences?: readonly {
    readonly group: string;
    readonly kind: string;
    readonly jsonPointers: readonly string[];
  }[];
}

/** What Argo CD keeps applied: drift is corrected, and what Git drops is removed. */
export class Application extends ApiObject {
  static readonly apiVersion = 'argoproj.io/v1alpha1';
  static readonly kind = 'Application';

  constructor(scope: Construct, id: string, props: ApplicationProps) {
    const { keep = false, kindsComeLater = false, ignoreDifferences, source } = props;
    super(scope, id, {
      apiVersion: Application.apiVersion,
      kind: Application.kind,
      metadata: {
        name: props.name ?? id,
        namespace: fluxNamespace,
        annotations: {
          ...(keep ? { ...staysAnnotation } : {}),
          'argocd.argoproj.io/sync-wave': String(props.wave),
        },
        finalizers: keep ? undefined : [cascade],
      },
      spec: {
        project: props.project,
        source: 'chart' in source ? chartSource(source) : folderSource(source),
        destination: { server: localServer, namespace: props.namespace },
        syncPolicy: {
          automated: { prune: true, selfHeal: true },
          syncOptions: [
            'FailOnSharedResource=true',
            'ServerSideApply=true',
            ...(ignoreDifferences === undefined ? [] : ['RespectIgnoreDifferences=true']),
            ...(kindsComeLater ? ['SkipDryRunOnMissingResource=true'] : []),
          ],
          // Without end, as Flux tries.
          retry: { limit: -1, backoff: { duration: '30s', factor: 2, maxDuration: '5m' } },
        },
        ignoreDifferences,
      },
    });
  }
}

/** What Argo CD leaves in the cluster when Git drops it. */
export const staysAnnotation = { 'argocd.argoproj.io/sync-options': 'Prune=false,Delete=false' } as const;

/** Keeps what Flux would keep: the folders mark it for Flux. */
const keepPatch = {
  ...jsonPatch(
    {},
    {
      op: 'add',
      path: '/metadata/annotations/argocd.argoproj.io~1sync-options',
      value: staysAnnotation['argocd.argoproj.io/sync-options'],
    },
  ),
  target: {
    annotationSelector: Object.entries(pruneDisabled)
      .map(([name, value]) => `${name}=${value}`)
      .join(),
  },
};

function folderSource({ url, branch, path, patches }: FolderSource): object {
  return {
    repoURL: url,
    targetRevision: branch,
    path: path.replace(/^\.\//, ''),
    kustomize: patches && { patches: [...patches, keepPatch] },
  };
}

function chartSource({ url, chart, version, values }: ChartSource): object {
  return { repoURL: url, chart, targetRevision: version, helm: { releaseName: chart, valuesObject: values } };
}
