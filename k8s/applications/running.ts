import { ResolvedApplication, ResolvedFleet, ResolvedTenant } from '../../fleet/resolved-fleet';

/** An application and whose it is. */
export interface RunningApplication {
  readonly tenant: ResolvedTenant;
  readonly application: ResolvedApplication;
}

/** The applications that some cluster runs: a retiring tenant's are on their way out. */
export function runningApplications(fleet: ResolvedFleet): readonly RunningApplication[] {
  return fleet.tenants
    .filter((tenant) => tenant.lifecycle === 'active')
    .flatMap((tenant) => tenant.applications.map((application) => ({ tenant, application })));
}
