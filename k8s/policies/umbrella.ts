import { Chart } from 'cdk8s';

import { Kustomization } from '../flux/kustomization';
import { Folder } from '../folder';
import { accounts, clusterVariables, fluxNamespace, rootName } from '../names';
import { templateHealth } from './template-health';

/**
 * Writes the umbrella: three Kustomizations and nothing else. A template and its constraint in one Kustomization would
 * deadlock, because the constraint's kind is not there before Gatekeeper has seen the template
 * (open-policy-agent/gatekeeper#2047).
 *
 * `${STAGE}` and `${CONSTRAINTS}` are filled in by the cluster's `policies` Kustomization.
 */
export function synthesizeUmbrella(outputDirectory: string): void {
  const folder = new Folder(outputDirectory, 'policies');
  const common = { namespace: fluxNamespace, source: rootName, timeout: '5m' };
  new Kustomization(new Chart(folder, 'gatekeeper'), 'gatekeeper', {
    ...common,
    path: './policies/gatekeeper/${STAGE}',
    serviceAccountName: accounts.platform,
    interval: '1h',
    retryInterval: '2m',
    wait: true,
    substituteFrom: clusterVariables,
  });
  // No substitution from here on: Rego and parameters may hold a ${…} of their own.
  new Kustomization(new Chart(folder, 'policy-templates'), 'policy-templates', {
    ...common,
    path: './policies/templates/${STAGE}',
    serviceAccountName: accounts.templates,
    interval: '10m',
    retryInterval: '1m',
    wait: true,
    dependsOn: ['gatekeeper'],
    healthCheckExpressions: [templateHealth],
  });
  new Kustomization(new Chart(folder, 'policy-constraints'), 'policy-constraints', {
    ...common,
    path: './policies/constraints/${CONSTRAINTS}',
    serviceAccountName: accounts.constraints,
    interval: '10m',
    retryInterval: '1m',
    wait: false,
    dependsOn: ['policy-templates'],
  });
  folder.synth();
  folder.writeKustomization({
    resources: ['gatekeeper.yaml', 'policy-templates.yaml', 'policy-constraints.yaml'],
  });
}
