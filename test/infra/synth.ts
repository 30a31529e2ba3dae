import { App, TerraformStack, Testing } from 'cdktf';

import { AccessGrant, type AccessGrantProps } from '../../fleet/access-grant';
import { Cluster, type ClusterProps } from '../../fleet/cluster';
import type { Fleet, FleetProps } from '../../fleet/fleet';
import type { ResolvedFleet } from '../../fleet/resolved-fleet';
import type { FirstDay } from '../../infra/first-day';
import { synthesizeInfra } from '../../infra/synthesize';
import { InfraValidationError } from '../../infra/validations/infra-validation-error';
import { withoutCreationStacks } from '../../infra/without-creation-stacks';
import { declareFleet, emptyLock } from '../fleet/declare';

export const now = new Date('2026-12-01T09:00:00Z');
export const group = '6b0f3c1e-7a42-4d7e-8f55-2d6a9b3c4e70';

/** Clusters by name, grants by name. */
export interface Declared {
  readonly fleet?: Partial<FleetProps>;
  /** @default - one cluster, prod-weu */
  readonly clusters?: Readonly<Record<string, Partial<ClusterProps>>>;
  readonly grants?: Readonly<Record<string, Partial<AccessGrantProps>>>;
}

export function declare({ fleet: props, clusters, grants }: Declared = {}): Fleet {
  const fleet = declareFleet({ stages: ['dev', 'staging', 'prod'], ...props });
  for (const [name, cluster] of Object.entries(clusters ?? { 'prod-weu': {} })) {
    new Cluster(fleet, name, { stage: 'prod', kubernetesVersion: '1.34', ...cluster });
  }
  for (const [name, grant] of Object.entries(grants ?? {})) {
    new AccessGrant(fleet, name, {
      cluster: 'prod-weu',
      group,
      role: 'reader',
      startsAt: '2026-12-01T08:00Z',
      expires: { hours: 4 },
      reason: 'Read the events of the outage',
      ticket: 'INC-4711',
      ...grant,
    });
  }
  return fleet;
}

export function resolve(declared: Declared = {}): ResolvedFleet {
  return declare(declared).resolve(emptyLock).fleet;
}

/** A cluster without a way out. */
export const isolated: Partial<ClusterProps> = {
  egress: 'isolated',
  delivery: 'bootstrap',
  azurePolicy: true,
  exceptions: [
    { control: 'fleet-gatekeeper', reason: 'Its images are on the internet', expires: '2027-06-30' },
  ],
};

export interface SynthOptions {
  readonly now?: Date;
  readonly firstDay?: FirstDay;
}

/** The Terraform JSON of every stack, by its id, as text for cdktf's matchers. */
export function synth(declared: Declared = {}, options: SynthOptions = {}): ReadonlyMap<string, string> {
  return synthResolved(resolve(declared), options);
}

export function synthResolved(fleet: ResolvedFleet, options: SynthOptions = {}): ReadonlyMap<string, string> {
  return withoutCreationStacks(() => {
    const app = Testing.app();
    synthesizeInfra(app, fleet, { now, ...options });
    return new Map(stacksOf(app).map((stack) => [stack.node.id, Testing.synth(stack)]));
  });
}

export function stacksOf(app: App): TerraformStack[] {
  return app.node.children.filter((child) => TerraformStack.isStack(child));
}

/** What is wrong with an infrastructure; an empty list when it synthesises. */
export function problemsOf(work: () => unknown): readonly string[] {
  try {
    withoutCreationStacks(work);
    return [];
  } catch (error) {
    if (error instanceof InfraValidationError) return error.problems;
    throw error;
  }
}

/** One stack, or a test that fails with the names of those that there are. */
export function stackIn(stacks: ReadonlyMap<string, string>, id: string): string {
  const found = stacks.get(id);
  if (found === undefined)
    throw new Error(`There is no stack ${id}; there are ${[...stacks.keys()].join(', ')}.`);
  return found;
}

export function clusterStack(props: Partial<ClusterProps> = {}): string {
  return stackIn(synth({ clusters: { 'prod-weu': props } }), 'cluster-prod-weu');
}

type Blocks = Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, unknown>>>>>>;

export interface StackJson {
  readonly terraform: Readonly<Record<string, unknown>>;
  readonly provider: Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>>;
  readonly resource?: Blocks;
  readonly data?: Blocks;
  readonly output?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

export function parsed(stack: string): StackJson {
  return JSON.parse(stack) as StackJson;
}

/** All resources of a type. */
export function resources(stack: string, type: string): readonly Readonly<Record<string, unknown>>[] {
  return Object.values(parsed(stack).resource?.[type] ?? {});
}

/** The only resource of a type. */
export function only(stack: string, type: string): Readonly<Record<string, unknown>> {
  const found = resources(stack, type);
  if (found.length !== 1 || found[0] === undefined) {
    throw new Error(`There are ${found.length} resources ${type}; one was expected.`);
  }
  return found[0];
}

/** How many resources of which type there are: short enough for a snapshot that somebody reads. */
export function census(stack: string): readonly string[] {
  const { resource = {}, data = {} } = parsed(stack);
  const count = (blocks: Blocks, prefix: string) =>
    Object.entries(blocks).map(([type, all]) => `${Object.keys(all).length} ${prefix}${type}`);
  return [...count(resource, ''), ...count(data, 'data.')];
}

/** jest's matchers are `any`; these are not. */
export function includes(properties: Readonly<Record<string, unknown>>): unknown {
  return expect.objectContaining(properties);
}

export function containing(text: string): unknown {
  return expect.stringContaining(text);
}
