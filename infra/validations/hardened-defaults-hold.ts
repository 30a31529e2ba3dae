import { TerraformResource } from 'cdktf';

import type { ResolvedCluster, ResolvedFleet } from '../../fleet/resolved-fleet';
import { Hardening } from '../azure/hardening';
import { hardenedDefaults } from '../hardening';
import { type HardenedDefault, type HardenedPlace, expectationsOf } from '../hardening/hardened-default';
import { unmet, wanted } from '../hardening/meets';
import { clusterStackId } from '../naming/names';
import { type StackContent, at, finalJson } from './final-json';
import type { StackRule } from './rule';

const typesOf = (place: HardenedPlace): ReadonlySet<string> =>
  new Set(hardenedDefaults.filter((row) => row.place === place).map(({ type }) => type));
const types: Readonly<Record<HardenedPlace, ReadonlySet<string>>> = {
  cluster: typesOf('cluster'),
  hub: typesOf('hub'),
  state: typesOf('state'),
};

interface Resource {
  readonly address: string;
  readonly content: unknown;
}

/**
 * Every hardened default is in the final Terraform JSON, whatever `addOverride` did to it, unless the cluster declares
 * an exception. Judges the fleet's own stacks.
 */
export class HardenedDefaultsHold implements StackRule {
  private readonly clusters: ReadonlyMap<string, ResolvedCluster>;

  constructor(fleet: ResolvedFleet) {
    this.clusters = new Map(fleet.clusters.map((cluster) => [clusterStackId(cluster), cluster]));
  }

  check(stacks: readonly StackContent[]): readonly string[] {
    return stacks.flatMap((stack) => {
      const cluster = this.clusters.get(stack.id);
      const place = cluster === undefined ? placeOf(stack.id) : 'cluster';
      if (place === undefined) return [];
      const hardening = new Hardening(cluster?.exceptions ?? []);
      const resources = resourcesOf(stack, types[place]);
      return hardenedDefaults
        .filter((row) => row.place === place)
        .filter(({ exception }) => exception === undefined || hardening.has(exception))
        .flatMap((row) => problems(stack.id, row, resources.get(row.type) ?? [], cluster));
    });
  }
}

function placeOf(stackId: string): HardenedPlace | undefined {
  return stackId === 'hub' || stackId === 'state' ? stackId : undefined;
}

function problems(
  stackId: string,
  row: HardenedDefault,
  resources: readonly Resource[],
  cluster: ResolvedCluster | undefined,
): readonly string[] {
  const expectations = expectationsOf(row, cluster);
  const way =
    row.exception === undefined
      ? 'take away what overrides it: it cannot be given up'
      : `take away what overrides it, or declare exceptions: [{ control: '${row.exception}', reason, expires }]`;
  const failing = resources.flatMap(({ address, content }) => {
    const broken = expectations.flatMap((expectation) => {
      const found = unmet(content, expectation);
      return found === undefined ? [] : [`${expectation.path} is ${found} instead of ${wanted(expectation)}`];
    });
    return broken.length === 0 ? [] : [`${address}: ${broken.join('; ')}`];
  });
  const told = (what: string): string => `stack '${stackId}': hardened default '${row.id}': ${what}; ${way}`;
  switch (row.among ?? 'every') {
    case 'each':
      return failing.map(told);
    case 'every':
      return resources.length === 0 ? [told(`there is no ${row.type}`)] : failing.map(told);
    case 'some':
      return failing.length < resources.length ? [] : [told(failing[0] ?? `there is no ${row.type}`)];
  }
}

function resourcesOf(
  { stack, elements }: StackContent,
  wantedTypes: ReadonlySet<string>,
): ReadonlyMap<string, readonly Resource[]> {
  const found = new Map<string, Resource[]>();
  for (const element of elements) {
    if (!TerraformResource.isTerraformResource(element)) continue;
    const type = element.terraformResourceType;
    if (!wantedTypes.has(type)) continue;
    const resource = {
      address: `${type}.${element.friendlyUniqueId}`,
      content: at(finalJson(stack, element), 'resource', type, element.friendlyUniqueId),
    };
    const known = found.get(type);
    if (known === undefined) found.set(type, [resource]);
    else known.push(resource);
  }
  return found;
}
