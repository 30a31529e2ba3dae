import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';

import { fluxNamespace } from '../names';
import { cascade, localServer } from './application';

/** A kind of objects; `*` for all of a group. */
export interface GroupKind {
  readonly group: string;
  readonly kind: string;
}

/** Properties of an `AppProject`: https://argo-cd.readthedocs.io/en/stable/operator-manual/project.yaml */
export interface AppProjectProps {
  /** @default - the construct's id */
  readonly name?: string;
  readonly description: string;
  /** Addresses of the repositories that its Applications may take from. */
  readonly sources: readonly string[];
  /** Namespaces that its Applications may apply to. */
  readonly namespaces: readonly string[];
  /** Kinds without a namespace that its Applications may apply. @default - none */
  readonly clusterKinds?: readonly GroupKind[];
  /** Kinds with a namespace that its Applications may apply. @default - all */
  readonly kinds?: readonly GroupKind[];
  /** Of the kinds with a namespace, those that its Applications may not apply. @default - none */
  readonly withoutKinds?: readonly GroupKind[];
  /** Account that Argo CD acts as, `namespace:name`. */
  readonly account: string;
  /** Ids of the OpenPGP keys of which one must have signed the commit. @default - signatures are not asked for */
  readonly signatureKeys?: readonly string[];
}

/** What bounds Applications: where from, where to, which kinds, and as whom. */
export class AppProject extends ApiObject {
  static readonly apiVersion = 'argoproj.io/v1alpha1';
  static readonly kind = 'AppProject';

  constructor(scope: Construct, id: string, props: AppProjectProps) {
    const { signatureKeys = [] } = props;
    super(scope, id, {
      apiVersion: AppProject.apiVersion,
      kind: AppProject.kind,
      metadata: {
        name: props.name ?? id,
        namespace: fluxNamespace,
        // Before the Applications that it bounds.
        annotations: { 'argocd.argoproj.io/sync-wave': '-1' },
        // Stays until no Application refers to it: without its project none could remove what it applied.
        finalizers: [cascade],
      },
      spec: {
        description: props.description,
        sourceRepos: [...props.sources],
        destinations: props.namespaces.map((namespace) => ({ server: localServer, namespace })),
        clusterResourceWhitelist: [...(props.clusterKinds ?? [])],
        namespaceResourceWhitelist: props.kinds,
        namespaceResourceBlacklist: props.withoutKinds,
        destinationServiceAccounts: [
          { server: localServer, namespace: '*', defaultServiceAccount: props.account },
        ],
        signatureKeys: signatureKeys.length > 0 ? signatureKeys.map((keyID) => ({ keyID })) : undefined,
      },
    });
  }
}
