import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';

import { Patch } from '../kustomize/kustomization-file';
import { pruneDisabled } from './annotations';

/** When an object of a kind counts as healthy, in CEL: https://fluxcd.io/flux/components/kustomize/kustomizations/#health-check-expressions */
export interface HealthCheckExpression {
  readonly apiVersion: string;
  readonly kind: string;
  readonly current: string;
  /** @default - never */
  readonly failed?: string;
}

/** Properties of a `Kustomization`: https://fluxcd.io/flux/components/kustomize/kustomizations/ */
export interface KustomizationProps {
  /** @default - the construct's id */
  readonly name?: string;
  readonly namespace: string;
  /** Folder of the source, for instance `./policies`. */
  readonly path: string;
  /** Name of a GitRepository of the same namespace. */
  readonly source: string;
  /** Account of the same namespace that Flux acts as. */
  readonly serviceAccountName: string;
  /** How often drift is corrected, for instance `10m`. */
  readonly interval: string;
  /** @default - the interval */
  readonly retryInterval?: string;
  /** How long applying and waiting may take. @default - the interval */
  readonly timeout?: string;
  /** Whether Ready means that everything applied is healthy. @default false */
  readonly wait?: boolean;
  /** Names of Kustomizations of the same namespace that must be Ready first. @default - none */
  readonly dependsOn?: readonly string[];
  /** Overrides the namespace of everything built. @default - as written */
  readonly targetNamespace?: string;
  /** ConfigMap of the same namespace with variables. @default - no substitution */
  readonly substituteFrom?: string;
  /** @default - kstatus decides */
  readonly healthCheckExpressions?: readonly HealthCheckExpression[];
  /** Whether Secrets are decrypted with SOPS, by the controller's own workload identity. @default false */
  readonly decryption?: boolean;
  /** @default - none */
  readonly patches?: readonly Patch[];
  /** Whether the Kustomization itself stays when Git drops it. @default false */
  readonly keep?: boolean;
}

/** A folder of a source that Flux keeps applied. What Git drops, Flux removes. */
export class Kustomization extends ApiObject {
  static readonly apiVersion = 'kustomize.toolkit.fluxcd.io/v1';
  static readonly kind = 'Kustomization';

  constructor(scope: Construct, id: string, props: KustomizationProps) {
    const { name = id, namespace, source, substituteFrom } = props;
    super(scope, id, {
      apiVersion: Kustomization.apiVersion,
      kind: Kustomization.kind,
      metadata: { name, namespace, annotations: props.keep === true ? pruneDisabled : undefined },
      spec: {
        interval: props.interval,
        retryInterval: props.retryInterval,
        timeout: props.timeout,
        path: props.path,
        prune: true,
        wait: props.wait,
        sourceRef: { kind: 'GitRepository', name: source },
        serviceAccountName: props.serviceAccountName,
        targetNamespace: props.targetNamespace,
        dependsOn: props.dependsOn?.map((dependency) => ({ name: dependency })),
        postBuild: substituteFrom && { substituteFrom: [{ kind: 'ConfigMap', name: substituteFrom }] },
        decryption: props.decryption === true ? { provider: 'sops' } : undefined,
        healthCheckExprs: props.healthCheckExpressions,
        patches: props.patches,
      },
    });
  }
}
