import { follow } from '../fleet/sync';
import type { SyncedFleet } from '../fleet/synced-fleet';
import { eventually } from '../support/eventually';
import { KubernetesClient } from '../support/kubernetes-client';
import { referenceOf, type KubernetesObject } from '../support/kubernetes-object';
import { person } from '../support/people';
import { refusal, type Refuser } from '../support/refusal';
import { storefront } from './applications';
import { declare, during, untilConstraints } from './declared';
import { withShortEnd } from './short-end';

const { namespace } = storefront;
const rbac = 'rbac.authorization.k8s.io';

/** Object ids of groups, as Entra ID gives them. */
const readers = '1c1f6f52-0f3c-4c0e-9a36-0d7c5b1e8a11';
const granted = '2c1f6f52-0f3c-4c0e-9a36-0d7c5b1e8a12';
const ungranted = '3c1f6f52-0f3c-4c0e-9a36-0d7c5b1e8a13';
const early = '4c1f6f52-0f3c-4c0e-9a36-0d7c5b1e8a14';

/** On AKS Azure says who may what; here Kubernetes' own roles of that meaning do. */
function bindings(): readonly KubernetesObject[] {
  const bound = (kind: string, name: string, role: string, groups: readonly string[]): KubernetesObject => ({
    apiVersion: `${rbac}/v1`,
    kind,
    metadata: { name, namespace: kind === 'RoleBinding' ? namespace : undefined },
    roleRef: { apiGroup: rbac, kind: 'ClusterRole', name: role },
    subjects: groups.map((group) => ({ apiGroup: rbac, kind: 'Group', name: group })),
  });
  return [
    bound('ClusterRoleBinding', 'people-who-read', 'view', [readers]),
    bound('RoleBinding', 'people-who-write', 'edit', [granted, ungranted, early]),
  ];
}

/** Runs while people have rights, which no Git gave them. */
async function withPeople({ plane: { admin } }: SyncedFleet, run: () => Promise<void>): Promise<void> {
  try {
    for (const binding of bindings()) await admin.apply(binding);
    await run();
  } finally {
    for (const binding of bindings()) {
      if (await admin.find(referenceOf(binding))) await admin.remove(referenceOf(binding));
    }
  }
}

function memberOf({ plane }: SyncedFleet, group: string): KubernetesClient {
  const impersonated = person('somebody@acme.example', group);
  return new KubernetesClient({ ...plane.endpoint(plane.identities.admin), impersonated });
}

const configMap: KubernetesObject = {
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'by-hand', namespace },
};
const deployment = { apiVersion: 'apps/v1', kind: 'Deployment', namespace, name: storefront.name };
const dryRun = { dryRun: true } as const;

/** What a person tries to write. */
function writes(client: KubernetesClient): Readonly<Record<string, () => Promise<unknown>>> {
  return {
    'to create': () => client.create(configMap, dryRun),
    'to change': () => client.merge(deployment, { spec: { replicas: 0 } }, dryRun),
    'to delete': () => client.remove(deployment, dryRun),
  };
}

/** @returns what is not as expected: `by` says who refuses, undefined that nobody does */
async function unexpected(client: KubernetesClient, by: Refuser | undefined): Promise<readonly string[]> {
  const problems: string[] = [];
  for (const [what, write] of Object.entries(writes(client))) {
    const refused = await refusal(write);
    const isExpected = by === undefined ? refused === undefined : refused?.by.includes(by) === true;
    if (!isExpected)
      problems.push(`${what}: expected ${by ?? 'nobody'} to refuse; ${refused?.words ?? 'let in'}`);
  }
  return problems;
}

/** A reader sees workloads, not Secrets, and writes nothing: Kubernetes' authorisation says so, before any policy. */
export async function readersOnlyRead(fleet: SyncedFleet): Promise<void> {
  await withPeople(fleet, async () => {
    const reader = memberOf(fleet, readers);
    // Rights arrive a moment after their binding.
    await eventually('a reader to read', () => reader.read(deployment));
    const problems = [...(await unexpected(reader, 'rbac'))];
    const secrets = await refusal(() => reader.list('v1', 'Secret', namespace));
    if (!secrets) problems.push('a reader sees Secrets');
    if (problems.length > 0) throw new Error(problems.join('\n'));
  });
}

const writersOnly: Refuser = '[only-gitops-writes]';

/**
 * Rights alone are not enough: who is not Flux is refused by the policy, until a grant of his group runs, and again when
 * it has ended. Another group's grant, or one that has not begun, is nothing.
 */
export async function grantsLetWrite(fleet: SyncedFleet): Promise<void> {
  await withPeople(fleet, async () => {
    const writer = memberOf(fleet, granted);
    await eventually('rights to arrive', async () => {
      const problems = await unexpected(writer, writersOnly);
      if (problems.length > 0) throw new Error(problems.join('\n'));
      return true;
    });
    const grantUntil = async (end: Date): Promise<boolean> => {
      await declare(fleet, `Grant access until ${end.toISOString()}`, (project) => {
        project.restore();
        project.edit('fleet.ts', (text) =>
          text.replace('monthlyBudget: 6000', `monthlyBudget: 6000, administratorGroup: '${readers}'`),
        );
        project.declare(grant('e2e-now', granted, new Date(end.getTime() - 3_600_000), end));
        const later = new Date(end.getTime() + 86_400_000);
        project.declare(grant('e2e-later', early, later, new Date(later.getTime() + 3_600_000)));
      });
      await follow(fleet, untilConstraints);
      while (Date.now() < end.getTime()) {
        if ((await unexpected(writer, undefined)).length > 0) continue;
        for (const group of [ungranted, early]) {
          const problems = await unexpected(memberOf(fleet, group), writersOnly);
          if (problems.length > 0) throw new Error(`without a running grant ${problems.join('\n')}`);
        }
        return true;
      }
      return false;
    };
    const ended = async (): Promise<void> => {
      await eventually('the grant to be nothing after its end', async () => {
        const problems = await unexpected(writer, writersOnly);
        if (problems.length > 0) throw new Error(problems.join('\n'));
        return true;
      });
    };
    await during(fleet, () => withShortEnd(grantUntil, ended), untilConstraints);
  });
}

function grant(name: string, group: string, start: Date, end: Date): string {
  return `new AccessGrant(fleet, '${name}', {
    cluster: 'prod-weu',
    group: '${group}',
    role: 'admin',
    startsAt: '${start.toISOString()}',
    expires: { at: '${end.toISOString()}' },
    reason: 'The bench tries it',
    ticket: 'E2E-1',
  });`;
}
