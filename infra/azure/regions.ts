/**
 * Regions that Azure offers without availability zones.
 * Source: https://learn.microsoft.com/azure/reliability/regions-list (2025-10)
 */
const withoutZones = new Set([
  'australiacentral',
  'australiacentral2',
  'australiasoutheast',
  'brazilsoutheast',
  'canadaeast',
  'francesouth',
  'germanynorth',
  'jioindiacentral',
  'jioindiawest',
  'koreasouth',
  'northcentralus',
  'norwaywest',
  'southafricawest',
  'southindia',
  'swedensouth',
  'switzerlandwest',
  'uaecentral',
  'ukwest',
  'westcentralus',
  'westindia',
  'westus',
]);

export function hasZones(location: string): boolean {
  return !withoutZones.has(location);
}

/** All zones of a region, or none where it has none. */
export function zonesOf(location: string): string[] | undefined {
  return hasZones(location) ? ['1', '2', '3'] : undefined;
}
