/**
 * Regions that Azure offers without availability zones.
 *
 * Source: https://learn.microsoft.com/azure/reliability/regions-list, as of 2025-03 and compared with a translation of
 * late 2025, which adds regions with zones only. Not in it: `jioindiacentral`, `jioindiawest`, `swedensouth`, which are
 * for some customers only. Azure adds zones to regions: `azure.regionsWithoutZones` overrides the list.
 */
export const regionsWithoutZones: readonly string[] = [
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
];

/** Every region that has zones has three. */
export const allZones: readonly string[] = ['1', '2', '3'];

/** @param without regions that have none */
export function zonesOf(
  location: string,
  without: readonly string[] = regionsWithoutZones,
): readonly string[] {
  return without.includes(location) ? [] : allZones;
}
