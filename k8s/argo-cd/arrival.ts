import { Yaml } from 'cdk8s';

import { ResolvedCluster, ResolvedFleet } from '../../fleet/resolved-fleet';
import { fluxNamespace } from '../names';

/** Sync waves wait for Applications only where Argo CD is told how healthy one is (docs/operator-manual/health.md). */
const applicationHealth = [
  'hs = {}',
  'hs.status = "Progressing"',
  'hs.message = ""',
  'if obj.status ~= nil then',
  '  if obj.status.health ~= nil then',
  '    hs.status = obj.status.health.status',
  '    if obj.status.health.message ~= nil then',
  '      hs.message = obj.status.health.message',
  '    end',
  '  end',
  'end',
  'return hs',
  '',
].join('\n');

/** A template is there when Gatekeeper has made its constraints' kind. */
const templateHealth = [
  'hs = {}',
  'hs.status = "Progressing"',
  'hs.message = "Gatekeeper has not made the kind yet"',
  'if obj.status ~= nil and obj.status.created == true then',
  '  hs.status = "Healthy"',
  '  hs.message = ""',
  'end',
  'return hs',
  '',
].join('\n');

/** Values for the chart of Argo CD: the settings that the order of the Applications and the accounts of the projects need. */
export function settings(): string {
  return Yaml.stringify({
    configs: {
      cm: {
        'application.sync.impersonation.enabled': 'true',
        'resource.customizations.health.argoproj.io_Application': applicationHealth,
        'resource.customizations.health.templates.gatekeeper.sh_ConstraintTemplate': templateHealth,
      },
    },
  });
}

/** How Argo CD comes to a cluster, for whoever reads the folder: none of it is committed here. */
export function arrival({ github }: ResolvedFleet, cluster: ResolvedCluster): string {
  const path = cluster.entry.replace(/^\.\//, '');
  return [
    `# Argo CD on ${cluster.name}`,
    '',
    'Argo CD runs in the cluster that it delivers, in the namespace that the fleet keeps for its GitOps engine: policies and',
    'accounts name that one, whichever engine it is. Its own version is not in Git: whoever installs it updates it.',
    'Once, from a machine that reaches the cluster, with the values beside this file:',
    '',
    '```sh',
    'helm install argo-cd oci://ghcr.io/argoproj/argo-helm/argo-cd --version VERSION \\',
    `  --namespace ${fluxNamespace} --create-namespace --values ${path}/argo-cd/values.yaml`,
    `kubectl apply --kustomize ${path}/argo-cd   # after the credential, see below`,
    '```',
    '',
    'The values are not optional. Without impersonation every Application acts as the controller, which may do everything, and',
    'the projects alone bound it; without the healths nothing waits for what it needs.',
    '',
    '## The credential',
    '',
    `Argo CD reads ${github.sourceUrl} with a Secret of the namespace ${fluxNamespace} that has the label`,
    '`argocd.argoproj.io/secret-type: repository`: it cannot write, and is neither in Git nor in Terraform’s state. Somebody with',
    'an access grant makes it; one more for each tenant with a repository of its own, with `project: tenant-NAME` in it.',
    'https://argo-cd.readthedocs.io/en/stable/operator-manual/declarative-setup/#repositories',
    '',
  ].join('\n');
}
