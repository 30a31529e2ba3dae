import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';

import { Patch } from '../kustomize/kustomization-file';

/** Properties of a `FluxInstance`: https://fluxoperator.dev/docs/crd/fluxinstance/ */
export interface FluxInstanceProps {
  readonly namespace: string;
  /** A range: the operator follows it. */
  readonly version: string;
  /** Account that a tenant's Kustomization gets which names none. It has no rights of its own. */
  readonly tenantDefaultServiceAccount: string;
  /** Of what the operator installs. @default - none */
  readonly patches?: readonly Patch[];
}

/**
 * Flux as its operator keeps it. There is one in a cluster, called `flux`.
 *
 * `multitenant` is the lockdown: the operator starts the controllers with `--no-cross-namespace-refs`,
 * `--no-remote-bases` and `--default-service-account`. It has no `sync`: the source and the root are files beside it,
 * the same for every way that Flux can arrive, so that the source verifies signatures without patching generated text.
 */
export class FluxInstance extends ApiObject {
  static readonly apiVersion = 'fluxcd.controlplane.io/v1';
  static readonly kind = 'FluxInstance';

  constructor(scope: Construct, id: string, props: FluxInstanceProps) {
    super(scope, id, {
      apiVersion: FluxInstance.apiVersion,
      kind: FluxInstance.kind,
      metadata: { name: 'flux', namespace: props.namespace },
      spec: {
        distribution: {
          version: props.version,
          registry: 'ghcr.io/fluxcd',
          artifact: 'oci://ghcr.io/controlplaneio-fluxcd/flux-operator-manifests',
        },
        components: [
          'source-controller',
          'kustomize-controller',
          'helm-controller',
          'notification-controller',
        ],
        cluster: {
          type: 'azure',
          multitenant: true,
          tenantDefaultServiceAccount: props.tenantDefaultServiceAccount,
          networkPolicy: true,
        },
        kustomize: props.patches && { patches: props.patches },
      },
    });
  }
}
