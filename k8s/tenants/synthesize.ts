import { ResolvedFleet, ResolvedTenant, StageName } from '../../fleet/resolved-fleet';
import { Kustomization } from '../flux/kustomization';
import { Folder } from '../folder';
import { deletePatch } from '../kustomize/json-patch';
import { Patch } from '../kustomize/kustomization-file';
import { ofStage } from '../kustomize/overlay';
import { writeSigningKeys } from '../kustomize/signing-keys';
import { NamespaceChart } from './namespace';
import { NetworkChart } from './network';
import { QuotaChart } from './quota';
import { RbacChart } from './rbac';
import { SyncChart } from './sync';

/** Writes `tenants/base/<tenant>` and, for each stage, the tenants that it has. */
export function synthesizeTenants(fleet: ResolvedFleet, outputDirectory: string): void {
  for (const tenant of fleet.tenants) synthesizeTenant(fleet, tenant, outputDirectory);
  for (const { name: stage } of fleet.stages) {
    const tenants = fleet.tenants.filter((tenant) => tenant.stages.includes(stage));
    const patches = tenants.flatMap((tenant) => withoutUnreleased(tenant, stage));
    new Folder(outputDirectory, `tenants/${stage}`).writeKustomization({
      resources: tenants.map((tenant) => `../base/${tenant.name}`),
      ...ofStage(stage),
      patches: patches.length > 0 ? patches : undefined,
    });
  }
}

/**
 * A retiring tenant keeps all but what syncs it: Flux removes what the tenant applied as the tenant's own account, which
 * must still be there.
 */
function synthesizeTenant(fleet: ResolvedFleet, tenant: ResolvedTenant, outputDirectory: string): void {
  const folder = new Folder(outputDirectory, `tenants/base/${tenant.name}`);
  const syncs = tenant.lifecycle === 'active';
  new NamespaceChart(folder, 'namespace', { tenant });
  new RbacChart(folder, 'rbac', { tenant });
  new QuotaChart(folder, 'quota', { tenant });
  new NetworkChart(folder, 'network', { tenant });
  if (syncs) new SyncChart(folder, 'sync', { github: fleet.github, tenant });
  folder.synth();
  folder.writeKustomization({
    resources: ['namespace.yaml', 'rbac.yaml', 'quota.yaml', 'network.yaml', ...(syncs ? ['sync.yaml'] : [])],
    secretGenerator:
      syncs && tenant.source.kind === 'fleet'
        ? writeSigningKeys(folder, fleet.github.signingKeys, tenant.namespace)
        : undefined,
  });
}

/** Takes away what syncs an application that a stage does not run: its folder is not there. */
function withoutUnreleased(tenant: ResolvedTenant, stage: StageName): readonly Patch[] {
  if (tenant.lifecycle === 'retiring') return [];
  return tenant.applications
    .filter((application) => !application.releases.some((release) => release.stage === stage))
    .map((application) => {
      const { apiVersion, kind } = Kustomization;
      return deletePatch({ kind, name: application.name, namespace: tenant.namespace }, apiVersion);
    });
}
