import { Chart } from 'cdk8s';
import { Construct } from 'constructs';

import { FluxInstance } from '../flux/flux-instance';
import { HelmRelease } from '../flux/helm-release';
import { OciRepository } from '../flux/oci-repository';
import { fluxNamespace } from '../names';
import { interruptHealthChecks } from './lockdown';

/** Version of the operator and its chart: https://github.com/controlplaneio-fluxcd/flux-operator/releases */
export const fluxOperatorVersion = '0.59.0';

/** The range of Flux versions that the operator may install. */
export const fluxVersionRange = '2.x';

/** The operator, which Flux keeps at the version in Git, and the Flux that the operator keeps. */
export class FluxOperatorChart extends Chart {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    const operator = 'flux-operator';
    new OciRepository(this, 'chart', {
      name: operator,
      namespace: fluxNamespace,
      url: 'oci://ghcr.io/controlplaneio-fluxcd/charts/flux-operator',
      tag: fluxOperatorVersion,
      interval: '1h',
    });
    new HelmRelease(this, 'operator', {
      name: operator,
      namespace: fluxNamespace,
      // The account that the chart itself makes: it installs Flux, so it is cluster-admin by nature.
      serviceAccountName: operator,
      interval: '1h',
    });
    new FluxInstance(this, 'flux', {
      namespace: fluxNamespace,
      version: fluxVersionRange,
      tenantDefaultServiceAccount: 'default',
      patches: [interruptHealthChecks],
    });
  }
}
